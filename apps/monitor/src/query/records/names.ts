import { Injectable } from '@nestjs/common';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';

export const SERVICE_NAMES: Statement = {
  name: 'service-names',
  text: `SELECT name FROM service ORDER BY name LIMIT 10000`,
};

/** Of hosts only those that still have a process in the store: in containers they come and go. */
export const HOST_NAMES: Statement = {
  name: 'host-names',
  text: `SELECT name FROM host WHERE EXISTS (SELECT FROM source WHERE host_id = host.id) ORDER BY name LIMIT 10000`,
};

/** The names of all services that ever logged, and of the hosts. */
@Injectable()
export class Names {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  services(signal?: AbortSignal): Promise<string[]> {
    return this.#read(SERVICE_NAMES, signal);
  }

  /** @throws QueryError */
  hosts(signal?: AbortSignal): Promise<string[]> {
    return this.#read(HOST_NAMES, signal);
  }

  async #read(statement: Statement, signal: AbortSignal | undefined): Promise<string[]> {
    const rows = await this.pool.snapshot((snapshot) => snapshot.rows<{ name: string }>(statement), { signal });
    return rows.map(({ name }) => name);
  }
}
