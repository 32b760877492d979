import type { Admin, Kafka } from 'kafkajs';
import { withDeadline } from '../../time/deadline.js';

/** kafkajs tries again by itself, and sometimes waits over a dead connection without an end; whoever asks is told by then. */
const ANSWER_DEADLINE_MS = 20_000;
const DISCONNECT_DEADLINE_MS = 2000;

/** The one connection for questions about topics and offsets. A broken one is not mended but replaced by the next use. */
export class AdminConnection {
  #admin: Promise<Admin> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /**
   * @param what is named when there is no answer in time
   * @throws what the question throws, or that it took too long
   */
  async ask<Answer>(what: string, question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    const admin = (this.#admin ??= this.#connect());
    try {
      return await withDeadline(admin.then(question), ANSWER_DEADLINE_MS, what);
    } catch (error) {
      if (this.#admin === admin) await this.drop();
      throw error;
    }
  }

  /** Never rejects. */
  async drop(): Promise<void> {
    const dropped = this.#admin;
    this.#admin = undefined;
    const disconnect = async (): Promise<void> => (await dropped)?.disconnect();
    await withDeadline(disconnect(), DISCONNECT_DEADLINE_MS, 'disconnecting').catch(() => undefined);
  }

  async #connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }
}
