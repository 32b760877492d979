import { log } from '../service/request-scope.js';
import { step } from '../service/step.js';

interface Thread {
  readonly id: string;
  readonly replyTo?: string;
}

/** Puts a day's conversations into one document. Fails with a TypeError when threads reply to each other. */
export const buildDigest = step('DigestService', 'Digest could not be built', async (threads: readonly Thread[]) => {
  const linked = new Map(threads.map(({ id }) => [id, { id, replyTo: undefined }]));
  for (const { id, replyTo } of threads) {
    const thread = linked.get(id);
    if (thread !== undefined && replyTo !== undefined) thread.replyTo = linked.get(replyTo);
  }
  const document = JSON.stringify([...linked.values()]);
  log('DigestService').info('Digest built', { threads: threads.length });
  return { bytes: document.length };
});
