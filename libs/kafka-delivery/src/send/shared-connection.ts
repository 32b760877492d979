import type { DeliverySettings, TopicPlan } from '../settings/delivery-settings.js';
import { Connection } from './connection.js';

type SharedSettings = Pick<
  DeliverySettings,
  | 'clientName'
  | 'brokers'
  | 'ssl'
  | 'sasl'
  | 'connectTimeoutMs'
  | 'sendTimeoutMs'
  | 'compression'
  | 'createTopics'
  | 'onNotice'
>;

/** A delivery that uses a connection with others. */
export interface ConnectionUser {
  /** Records that it holds now. */
  held(): number;
  /** Kafka is there, now or again. */
  onUp(): void;
}

/**
 * One connection for several deliveries: a program that numbers many sources separately needs no socket for each. Its
 * topics are those that are made when they are missing; each delivery sends to its own.
 */
export class SharedConnection {
  readonly connection: Connection;
  readonly #users = new Set<ConnectionUser>();

  constructor(settings: SharedSettings, topics: readonly [string, ...string[]]) {
    const [main, second] = topics;
    // No priority is that high: the second topic only has to be there.
    const plan: TopicPlan = second === undefined ? { main } : { main, urgent: { topic: second, from: Infinity } };
    const held = (): number => [...this.#users].reduce((sum, user) => sum + user.held(), 0);
    this.connection = new Connection({ ...settings, topics: plan }, held, () => {
      for (const user of [...this.#users]) user.onUp();
    });
    this.connection.start();
  }

  /** @returns ends the use */
  join(user: ConnectionUser): () => void {
    this.#users.add(user);
    if (this.connection.link !== undefined) user.onUp();
    return () => this.#users.delete(user);
  }

  /** Ends the connection, after its deliveries have been closed. Never rejects. */
  async stop(): Promise<void> {
    await this.connection.stop(true);
  }
}
