import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger } from 'winston';
import { isOut } from '../service/request-scope.js';
import { ConnectionPool } from './connection-pool.js';

const POOL_SIZE = 4;
const POOL_WAIT_MS = 150;
const QUERIES = 3;

/** Reports for the staff, with a pool of connections of their own. */
export class ReportService {
  readonly #pool = new ConnectionPool(POOL_SIZE, POOL_WAIT_MS);

  constructor(readonly logger: Logger) {}

  /** @throws PoolExhaustedError when every connection is taken for too long */
  async signIns(): Promise<{ queries: number }> {
    const leaked: (() => void)[] = [];
    try {
      const queries = isOut('report-pool-leaks') ? POOL_SIZE + 1 : QUERIES;
      for (let query = 0; query < queries; query++) {
        const release = await this.#pool.acquire();
        await sleep(1);
        if (isOut('report-pool-leaks')) leaked.push(release);
        else release();
      }
      this.logger.info('Report of sign-ins made', { queries });
      return { queries };
    } finally {
      // The leak ends with its request: the demo wants one alarm, not a service that stays broken.
      for (const release of leaked) release();
    }
  }
}
