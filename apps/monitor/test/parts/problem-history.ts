import { FakeInstance } from './native-records.js';
import type { TestTopics } from './test-topics.js';

/** Records of which the order is mixed up; more would only show how the ledger keeps ten thousands of holes. */
const WINDOW = 1000;
/** Prime, so that each step of it through a window comes to another record. */
const STRIDE = 7919;

interface Sent {
  readonly app: FakeInstance;
  readonly value: Buffer;
  readonly isError: boolean;
}

/** An error of a problem, as a process of a version logs it. */
export interface Happening {
  /** Function that fails: what tells problems apart. */
  readonly problem: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * Errors of known problems and other records, one service to a partition, one process to each of its versions. What is sent is out of order within a
 * partition and between them, and may be sent again; how many errors each problem has had is kept by hand.
 */
export class ProblemHistory {
  /** Errors by problem, each counted once. */
  readonly counts = new Map<string, number>();
  readonly services: readonly string[];
  /** Messages in Kafka, in both topics and with all copies. */
  messages = 0;
  /** Errors that were sent more than once to the same topic. */
  copies = 0;
  readonly #apps = new Map<string, FakeInstance>();
  /** Copies in the main topic, and what lies in it. */
  readonly #inMain = new Map<FakeInstance, number>();
  readonly #ready: Sent[][];
  readonly #sent: Sent[][];
  #made = 0;

  constructor(
    private readonly topics: TestTopics,
    partitions: number,
    service: string,
  ) {
    this.services = Array.from({ length: partitions }, (_, partition) => `${service}-${partition}`);
    this.#ready = this.services.map(() => []);
    this.#sent = this.services.map(() => []);
  }

  error({ problem, version, time }: Happening, partition = this.#made % this.services.length): void {
    this.#made += 1;
    const count = (this.counts.get(problem) ?? 0) + 1;
    this.counts.set(problem, count);
    const stack = `Error: no\n    at ${problem} (/app/src/${problem}.js:${1 + (count % 500)}:5)`;
    const app = this.#appOf(partition, version);
    const more = { error: { type: 'Error', message: 'no', stack }, userId: `u-${count % 97}` };
    this.#add(partition, app, app.record('ERROR', 'no room', { ...at(time), version, ...more }), true);
  }

  other(version: string, time: number, partition = this.#made % this.services.length): void {
    this.#made += 1;
    const app = this.#appOf(partition, version);
    this.#add(partition, app, app.record('INFO', 'GET /rooms 200', { ...at(time), version }), false);
  }

  /** Sends what was made and not sent yet, as a transport does: errors to both topics. */
  async send(): Promise<void> {
    for (const [partition, records] of this.#ready.entries()) {
      await this.#sendAll(partition, records);
      this.#sent[partition]?.push(...records);
      this.#ready[partition] = [];
    }
  }

  /** Sends everything once more, under the same ids. */
  async sendAgain(): Promise<void> {
    for (const [partition, records] of this.#sent.entries()) {
      await this.#sendAll(partition, records);
      for (const { app, isError } of records) {
        app.repeated(1);
        if (isError) this.copies += 1;
      }
    }
  }

  /** Everything that lies in the main topic is read once more, where times is 1; it was not, where times is -1. */
  readAgain(times: 1 | -1): void {
    for (const [app, count] of this.#inMain) app.repeated(times * count);
  }

  truths() {
    return [...this.#apps.values()].map((app) => app.truth());
  }

  #appOf(partition: number, version: string): FakeInstance {
    const key = `${partition}/${version}`;
    let app = this.#apps.get(key);
    if (app === undefined) this.#apps.set(key, (app = new FakeInstance(this.services[partition])));
    return app;
  }

  #add(partition: number, app: FakeInstance, record: object, isError: boolean): void {
    this.#ready[partition]?.push({ app, value: Buffer.from(JSON.stringify(record)), isError });
  }

  async #sendAll(partition: number, records: readonly Sent[]): Promise<void> {
    for (const window of windowsOf(records, partition)) {
      await this.topics.send(this.topics.main, window.map(valueOf), partition);
      const errors = window.filter(({ isError }) => isError).map(valueOf);
      if (errors.length > 0) await this.topics.send(this.topics.errors, errors, partition);
      this.messages += window.length + errors.length;
      for (const { app } of window) this.#inMain.set(app, (this.#inMain.get(app) ?? 0) + 1);
    }
  }
}

const at = (time: number) => ({ timestamp: new Date(time).toISOString() });
const valueOf = ({ value }: Sent): Buffer => value;

/** Every other partition has its newest first. */
function windowsOf(records: readonly Sent[], partition: number): Sent[][] {
  const windows = Array.from({ length: Math.ceil(records.length / WINDOW) }, (_, index) =>
    mixedUp(records.slice(index * WINDOW, (index + 1) * WINDOW)),
  );
  return partition % 2 === 0 ? windows : windows.reverse();
}

function mixedUp(records: readonly Sent[]): Sent[] {
  return records.map((_, index) => records[(index * STRIDE) % records.length] as Sent);
}
