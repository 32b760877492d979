import type { Readable } from 'node:stream';
import { aborted } from '../aborted.js';
import type { StreamLines } from '../delivery/stream-lines.js';
import { LineSplitter } from '../line/line-splitter.js';

const FLUSH_MS = 30_000;

/** Lines of standard input, or of any other stream that is there already. */
export class StdinSource {
  readonly #splitter: LineSplitter;
  readonly #ended: Promise<void>;

  constructor(
    private readonly input: Readable,
    private readonly lines: StreamLines,
  ) {
    this.#splitter = new LineSplitter(lines.take);
    this.#ended = new Promise((resolve) => {
      input.once('end', resolve);
      // Its writer has gone in some other way: that is the end too.
      input.once('error', () => resolve());
      input.once('close', resolve);
    });
  }

  async start(): Promise<void> {
    this.input.on('data', (bytes: Buffer) => this.#splitter.push(bytes));
  }

  async finish(signal: AbortSignal): Promise<void> {
    await Promise.race([this.#ended, aborted(signal)]);
    if (signal.aborted) return;
    this.#splitter.end();
    await this.lines.flush(FLUSH_MS);
  }

  async stop(): Promise<void> {
    this.input.pause();
    this.input.removeAllListeners('data');
    this.#splitter.end();
  }

  async close(ms: number): Promise<void> {
    await this.lines.close(ms);
    this.input.destroy();
  }
}
