import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { GroupPreviewAnswer } from '@log-monitor/monitor-api';
import type { Flows, Moves, RegroupQuestion, RegroupReply, RegroupTask } from './regroup-thread.js';
import type { Place } from './place.js';

/** As built: a thread cannot be started from TypeScript. */
const THREAD = createRequire(import.meta.url).resolve('#regroup-thread');

/** What it reads is garbage at once: with more room for what is young, a quarter of the time is saved. */
const MEMORY = { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 1024 };

interface Waiting {
  resolve: (reply: RegroupReply) => void;
  reject: (error: Error) => void;
  onProgress: ((errors: number) => void) | undefined;
}

/** Asks the thread that reads errors. One question at a time. */
export class RegroupReader {
  readonly #thread: Worker;
  #waiting: Waiting | undefined;
  #ended: Error | undefined;

  constructor(task: RegroupTask) {
    this.#thread = new Worker(THREAD, { workerData: task, resourceLimits: MEMORY });
    this.#thread.on('message', (reply: RegroupReply) => this.#replied(reply));
    this.#thread.on('error', (error) => this.#end(error));
    this.#thread.on('exit', () => this.#end(new Error('reading errors was ended')));
  }

  /** @param changedAt when the rules were changed (RFC 3339) */
  async preview(limitMs: number, changedAt: string): Promise<GroupPreviewAnswer> {
    const reply = await this.#ask({ ask: 'preview', limitMs, changedAt });
    if ('preview' in reply) return reply.preview;
    throw new Error('the thread answered something else');
  }

  /** @param onProgress told now and then how many errors were read */
  async flows(onProgress: (errors: number) => void): Promise<Flows> {
    const reply = await this.#ask({ ask: 'flows' }, onProgress);
    if ('flows' in reply) return reply.flows;
    throw new Error('the thread answered something else');
  }

  /** What is to be moved among the next errors after this one. */
  async moves(after: Place, most: number): Promise<Moves> {
    const reply = await this.#ask({ ask: 'moves', after, most });
    if ('moves' in reply) return reply.moves;
    throw new Error('the thread answered something else');
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  /** @throws Error when the thread failed or was ended */
  async #ask(question: RegroupQuestion, onProgress?: (errors: number) => void): Promise<RegroupReply> {
    if (this.#ended !== undefined) throw this.#ended;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, onProgress };
      this.#thread.postMessage(question);
    });
  }

  #replied(reply: RegroupReply): void {
    if ('progress' in reply) this.#waiting?.onProgress?.(reply.progress);
    else if ('failed' in reply) this.#failed(new Error(reply.failed));
    else this.#waiting?.resolve(reply);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#failed(error);
  }

  #failed(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
