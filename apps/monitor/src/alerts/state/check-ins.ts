import { Injectable } from '@nestjs/common';
import { IngestPool } from '../../store/connection/ingest-pool.js';

/** More names than anybody has jobs: what goes beyond is a caller that invents them. */
const MOST_NAMES = 1000;

const NOTE = `
  INSERT INTO alert_check_in AS c (name, last_at) SELECT $1, clock_timestamp()
   WHERE EXISTS (SELECT FROM alert_check_in WHERE name = $1) OR (SELECT count(*) FROM alert_check_in) < ${MOST_NAMES}
  ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at, count = c.count + 1
  RETURNING last_at AS at`;

/** Named jobs that say that they are alive. */
@Injectable()
export class CheckIns {
  constructor(private readonly pool: IngestPool) {}

  /**
   * @returns when it was noted; undefined: there are too many names already
   * @throws SinkError
   */
  async note(name: string): Promise<Date | undefined> {
    const [row] = await this.pool.run<{ at: Date }>(NOTE, [name]);
    return row?.at;
  }
}
