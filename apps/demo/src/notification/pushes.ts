import { log } from '../service/request-scope.js';
import { QueueFullError } from '../service/service-errors.js';
import { step } from '../service/step.js';

const CAPACITY = 2_000;
const SENT_PER_SECOND = 2_000;

/** Pushes wait in a bounded queue and leave it at the rate that the push gateway takes; those that do not fit are refused. */
export function pushes() {
  let waiting = 0;
  let lookedAt = performance.now();
  return {
    push: step('PushService', 'Pushes could not be queued', async (topic: string, recipients: number) => {
      const now = performance.now();
      waiting = Math.max(waiting - ((now - lookedAt) / 1000) * SENT_PER_SECOND, 0);
      lookedAt = now;
      if (waiting + recipients > CAPACITY) {
        const room = Math.floor(CAPACITY - waiting);
        throw new QueueFullError(`The push queue has room for ${room} more, ${topic} has ${recipients} recipients`);
      }
      waiting += recipients;
      log('PushService').info('Pushes queued', { topic, recipients });
      return { queued: Math.round(waiting) };
    }),
  };
}
