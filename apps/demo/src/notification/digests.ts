import { log } from '../service/request-scope.js';
import { step } from '../service/step.js';

interface Thread {
  readonly id: string;
  readonly replyTo?: string;
}

type Linked = { id: string; replyTo?: Linked };

/** Puts a day's conversations into one document. Fails with a TypeError when threads reply to each other. */
export const buildDigest = step('DigestService', 'Digest could not be built', async (threads: readonly Thread[]) => {
  const linked = new Map<string, Linked>(threads.map(({ id }) => [id, { id }]));
  for (const { id, replyTo } of threads) {
    const [thread, answered] = [linked.get(id), linked.get(replyTo ?? '')];
    if (thread !== undefined && answered !== undefined) thread.replyTo = answered;
  }
  const document = JSON.stringify([...linked.values()]);
  log('DigestService').info('Digest built', { threads: threads.length });
  return { bytes: document.length };
});
