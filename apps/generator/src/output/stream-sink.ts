import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { lineBytes } from '../format/line-bytes.js';
import type { Sink } from './sink.js';

/** The reader of the output has gone away; there is nobody to write for any more. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
}

/** Standard output. */
export class StreamSink implements Sink {
  readonly name = 'standard output';
  readonly #stream: Writable;
  #failure: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async open(): Promise<void> {
    this.#stream.on('error', (error) => (this.#failure = error));
  }

  async write(lines: readonly string[]): Promise<void> {
    if (!this.#failure && !this.#stream.write(lineBytes(`${lines.join('\n')}\n`))) {
      // An error ends the wait too.
      await once(this.#stream, 'drain').catch((error: Error) => (this.#failure = error));
    }
    if (this.#failure) throw new ReaderGoneError('nobody reads any more', { cause: this.#failure });
  }

  async close(): Promise<void> {
    if (this.#failure) return;
    await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
  }
}
