import { type Logger } from 'winston';

export interface Thread {
  readonly id: string;
  readonly replyTo?: string;
}

interface LinkedThread {
  readonly id: string;
  replyTo?: LinkedThread;
}

/** Puts a day's conversations into one document. */
export class DigestService {
  constructor(readonly logger: Logger) {}

  /** @throws TypeError when threads reply to each other */
  async build(threads: readonly Thread[]): Promise<{ bytes: number }> {
    const linked = new Map<string, LinkedThread>(threads.map(({ id }) => [id, { id }]));
    for (const { id, replyTo } of threads) {
      const thread = linked.get(id);
      const answered = linked.get(replyTo ?? '');
      if (thread !== undefined && answered !== undefined) thread.replyTo = answered;
    }
    const document = JSON.stringify([...linked.values()]);
    this.logger.info('Digest built', { threads: threads.length });
    return { bytes: document.length };
  }
}
