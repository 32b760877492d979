import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type EncodedTally, ReportTally } from '@log-monitor/access-report';
import type { FromWorker, LineOptions, LineTask, ToWorker } from './line-task.js';

/** Tasks that wait at a worker besides the one that it does: it need not wait for the next one. */
const MOST_WAITING = 1;
const MOST_WORKERS = 8;

interface Seat {
  readonly worker: Worker;
  tasks: number;
}

/** The threads that read lines, and the sum of what they have counted. */
export class LineWorkers {
  readonly #seats: Seat[];
  #taken: ((tally: EncodedTally) => void)[] = [];
  #wake: (() => void)[] = [];
  #failure: Error | undefined;
  #next = 0;
  /** Bytes that were read. */
  bytes = 0;
  /** What was counted up to the last {@link collect}. */
  readonly tally = new ReportTally();
  #changed = false;

  constructor(options: LineOptions, workers = Math.min(availableParallelism(), MOST_WORKERS)) {
    this.#seats = Array.from({ length: Math.max(1, workers) }, () => this.#start(options));
  }

  /**
   * Gives a task to the next worker, in turn whatever they are at: the same files give the same report. Resolves when it may be followed by another.
   *
   * @throws Error when a worker has failed
   */
  async give(task: LineTask): Promise<void> {
    const seat = this.#seats[this.#next % this.#seats.length] as Seat;
    this.#next += 1;
    await this.#giveTo(seat, task);
  }

  /** The same with the worker that has a file for its own: its lines are read in their order. */
  async giveInOrder(task: LineTask): Promise<void> {
    await this.#giveTo(this.#seats[task.file % this.#seats.length] as Seat, task);
  }

  /** Resolves when all tasks are done. @throws Error when a worker has failed */
  async idle(): Promise<void> {
    await this.#until(() => this.#seats.every(({ tasks }) => tasks === 0));
  }

  /** Adds to the tally what was counted by now. @returns whether it has changed since the last time */
  async collect(): Promise<boolean> {
    if (!this.#changed) return false;
    this.#changed = false;
    for (const { worker } of this.#seats) {
      const taken = new Promise<EncodedTally>((resolve) => this.#taken.push(resolve));
      send(worker, { kind: 'take' });
      this.tally.merge(await taken);
    }
    return true;
  }

  async close(): Promise<void> {
    await Promise.all(this.#seats.map(({ worker }) => worker.terminate()));
  }

  async #giveTo(seat: Seat, task: LineTask): Promise<void> {
    await this.#until(() => seat.tasks <= MOST_WAITING);
    seat.tasks += 1;
    this.#changed = true;
    send(seat.worker, task, task.kind === 'block' ? [task.bytes.buffer] : []);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition() && this.#failure === undefined) await new Promise<void>((resolve) => this.#wake.push(resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #start(workerData: LineOptions): Seat {
    const worker = new Worker(new URL('./worker-main.js', import.meta.url), { workerData });
    const seat = { worker, tasks: 0 };
    worker.on('message', (message: FromWorker) => this.#heard(seat, message));
    worker.on('error', (error) => this.#fail(error));
    return seat;
  }

  #heard(seat: Seat, message: FromWorker): void {
    if (message.kind === 'progress') this.bytes += message.bytes;
    else if (message.kind === 'tally') this.#taken.shift()?.(message.tally);
    else if (message.kind === 'failed') this.#fail(new Error(message.reason));
    else {
      seat.tasks -= 1;
      this.#changed = true;
      this.#wakeAll();
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

function send(worker: Worker, message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
  worker.postMessage(message, transfer);
}
