import { Injectable } from '@nestjs/common';
import { type ServiceRate, TrafficLog } from '../../batch/traffic-log.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { OWNER } from '../connection/owner.js';

/** One statement, so that nobody sees half of it. Rows of monitors that are gone go with the next note of any other. */
const REPLACE = `
  WITH given AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::real[], $5::real[]) AS u (topic, service, records_per_second, bytes_per_second)
  ), gone AS (
    DELETE FROM ingest_traffic t
    WHERE measured_at < now() - interval '1 minute'
       OR (owner = $1 AND NOT EXISTS (SELECT FROM given g WHERE g.topic = t.topic AND g.service = t.service))
  )
  INSERT INTO ingest_traffic AS t (owner, topic, service, records_per_second, bytes_per_second, measured_at)
  SELECT $1, topic, service, records_per_second, bytes_per_second, now() FROM given
  ON CONFLICT (owner, topic, service) DO UPDATE
  SET records_per_second = excluded.records_per_second, bytes_per_second = excluded.bytes_per_second, measured_at = excluded.measured_at`;

/** Who sends how much at the moment, by monitor. */
@Injectable()
export class TrafficStore extends TrafficLog {
  constructor(private readonly pool: IngestPool) {
    super();
  }

  override async note(rates: readonly ServiceRate[]): Promise<void> {
    await this.pool.run(REPLACE, [
      OWNER,
      rates.map(({ topic }) => topic),
      rates.map(({ service }) => service),
      rates.map(({ recordsPerSecond }) => recordsPerSecond),
      rates.map(({ bytesPerSecond }) => bytesPerSecond),
    ]);
  }
}
