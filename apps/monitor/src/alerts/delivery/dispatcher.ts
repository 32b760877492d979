import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Configuration } from '../../configuration/configuration.js';
import { DatabaseSignal } from '../../query/database/database-signal.js';
import { Repeated } from '../../time/repeated.js';
import type { Channel } from '../channel/channel.js';
import { ChannelList } from '../channel/channel-list.js';
import { ALERT_CHANNEL } from './alert-outbox.js';
import { lostChannels } from '../rule/file-problems.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { OutboxClaim } from './outbox-claim.js';
import { OutboxResult } from './outbox-result.js';

/** How soon a message goes that no notice has told of: after a pause, or when the notice was lost. */
const LOOK_EVERY_MS = 1000;
/** The same for what quiet hours or the cap keep back: all of it is read to find out. */
const LOOK_AT_KEPT_MS = 5000;
/** What is decided in the same moment goes in one message. */
const GATHER_MS = 200;

/** Sends what waits, as soon as it is committed. Every monitor does; each message goes by one of them. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Alerts');
  readonly #signal: DatabaseSignal;
  readonly #look = new Repeated(LOOK_EVERY_MS, () => this.#lookAgain());
  readonly #working = new Map<string, Promise<void>>();
  /** When to look again at channels of which all that waits is kept back. */
  readonly #keptUntil = new Map<string, number>();
  #gathering: NodeJS.Timeout | undefined;
  #waking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly channels: ChannelList,
    private readonly claims: OutboxClaim,
    private readonly results: OutboxResult,
    private readonly metrics: DeliveryMetrics,
  ) {
    this.#signal = new DatabaseSignal(configuration.databaseUrl, ALERT_CHANNEL, 'log-monitor alerts');
  }

  onApplicationBootstrap(): void {
    const { rules } = this.configuration.alerts;
    for (const sentence of lostChannels(rules ?? new Map(), this.channels.alertNames)) this.#logger.warn(sentence);
    if (this.channels.all.length === 0) return;
    for (const channel of this.channels.all) void this.#sayProblem(channel);
    this.#look.startLater();
    void this.#signal.listen(() => this.#gather());
  }

  /** Ends when what is being sent has been sent; what waits is sent by the next monitor. */
  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#gathering);
    await this.#signal.stop();
    await this.#look.stop();
    await this.#waking;
    await Promise.all(this.#working.values());
  }

  async #sayProblem(channel: Channel): Promise<void> {
    const problem = await channel.problem();
    if (problem !== undefined) this.#logger.warn(`alerts by ${channel.name} will not arrive: ${problem}`);
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#keptUntil.clear();
      this.#waking = this.#wake();
    }, GATHER_MS);
  }

  async #lookAgain(): Promise<void> {
    // A connection that was lost is made again here.
    await this.#signal.listen(() => this.#gather());
    await this.#wake();
  }

  /** Never rejects: when the database is away, the next look tries again. */
  async #wake(): Promise<void> {
    if (this.#stopped) return;
    const due = await this.claims.due(this.channels.names).catch((error: unknown) => this.#wait(error));
    for (const name of due) {
      const channel = this.channels.find(name);
      const isKept = performance.now() < (this.#keptUntil.get(name) ?? 0);
      if (channel === undefined || isKept || this.#stopped || this.#working.has(name)) continue;
      this.#working.set(
        name,
        this.#work(channel).finally(() => this.#working.delete(name)),
      );
    }
  }

  #wait(error: unknown): [] {
    this.#logger.warn(`alerts wait: ${(error as Error).message}`);
    return [];
  }

  /** One message after the other, until nothing is due. Never rejects. */
  async #work(channel: Channel): Promise<void> {
    try {
      while (!this.#stopped) {
        const claimed = await this.claims.claim(channel);
        if (claimed === undefined) return;
        if (claimed === 'kept') {
          this.#keptUntil.set(channel.name, performance.now() + LOOK_AT_KEPT_MS);
          return;
        }
        const outcome = await channel.send(claimed.outgoing);
        await this.results.record(channel.name, claimed, outcome);
        this.metrics.note(channel.name, claimed, outcome);
        if (outcome.kind !== 'delivered') this.#logger.warn(`${channel.name}: ${outcome.detail}`);
      }
    } catch (error) {
      // The lease frees what was claimed.
      this.#wait(error);
    }
  }
}
