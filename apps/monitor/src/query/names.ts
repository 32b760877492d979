import { Injectable } from '@nestjs/common';
import { type Completeness, completenessAt } from './completeness.js';
import { QueryPool, type Statement } from './query-pool.js';

export const SERVICE_NAMES: Statement = {
  name: 'service-names',
  text: `SELECT name FROM service ORDER BY name LIMIT 10000`,
};

/** The names of all services that ever logged. */
@Injectable()
export class ServiceNames {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(signal?: AbortSignal): Promise<Completeness & { names: string[] }> {
    return this.pool.snapshot(
      async (snapshot) => {
        const completeness = completenessAt(snapshot.start);
        const rows = await snapshot.rows<{ name: string }>(SERVICE_NAMES);
        return { ...completeness, names: rows.map((row) => row.name) };
      },
      { signal },
    );
  }
}
