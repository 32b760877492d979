import { setTimeout as sleep } from 'node:timers/promises';
import { isOut, log } from '../service/request-scope.js';
import { PoolExhaustedError } from '../service/service-errors.js';
import { step } from '../service/step.js';

const POOL_SIZE = 4;
const POOL_WAIT_MS = 150;
const QUERIES = 3;

/** Reports for the staff, with a pool of connections of their own. */
export function reports() {
  let free = POOL_SIZE;

  async function acquire(): Promise<void> {
    for (const deadline = performance.now() + POOL_WAIT_MS; free === 0; await sleep(10)) {
      if (performance.now() < deadline) continue;
      throw new PoolExhaustedError(`No connection within ${POOL_WAIT_MS} ms: all ${POOL_SIZE} are in use`);
    }
    free--;
  }

  return {
    signIns: step('ReportService', 'Report of sign-ins failed', async () => {
      const leaks = isOut('report-pool-leaks');
      const held = leaks ? POOL_SIZE + 1 : QUERIES;
      let leaked = 0;
      try {
        for (let query = 0; query < held; query++) {
          await acquire();
          await sleep(1);
          if (leaks) leaked++;
          else free++;
        }
        log('ReportService').info('Report of sign-ins made', { queries: held });
        return { queries: held };
      } finally {
        // The leak ends with its request: the demo wants one alarm, not a service that stays broken.
        free += leaked;
      }
    }),
  };
}
