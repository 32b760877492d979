import type { TrafficEvent } from '../event/event-source.js';
import type { AccessFormat } from '../format/access-format.js';
import type { ErrorFormat } from '../format/error-format.js';
import type { LineClock } from '../format/line-clock.js';
import { type Container, wrapLine, type WrapperName } from '../format/wrapper.js';
import type { Sink } from './sink.js';

export interface OutputSettings {
  /** Which of the two logs it is. */
  readonly writer:
    { readonly log: 'access'; readonly format: AccessFormat } | { readonly log: 'error'; readonly format: ErrorFormat };
  readonly wrapper: { readonly name: WrapperName; readonly container: Container } | undefined;
  /** Lines of one message; several are the members of a JSON array. */
  readonly batch: number;
  /** Only requests to these hosts; undefined for all. */
  readonly hosts: ReadonlySet<string> | undefined;
  readonly clock: LineClock;
  readonly sink: Sink;
}

/** Makes lines of events and hands them to its sink in batches. */
export class Output {
  readonly sink: Sink;
  /** Lines so far. */
  count = 0;
  readonly #settings: OutputSettings;
  #lines: string[] = [];
  /** Members of the array that is being made. */
  #batch: string[] = [];

  constructor(settings: OutputSettings) {
    this.#settings = settings;
    this.sink = settings.sink;
  }

  /** Lines that wait for {@link flush}. */
  get waiting(): number {
    return this.#lines.length + this.#batch.length;
  }

  /** @returns how many lines the event has given */
  add(event: TrafficEvent): number {
    const line = this.#lineOf(event);
    if (line === undefined) return 0;
    const { wrapper, writer } = this.#settings;
    this.count += 1;
    if (this.#settings.batch > 1) this.#addToBatch(line);
    else if (wrapper === undefined) this.#lines.push(line);
    else {
      const stream = writer.log === 'access' ? 'stdout' : 'stderr';
      this.#lines.push(...wrapLine(wrapper.name, line, event.time, stream, wrapper.container));
    }
    return 1;
  }

  async flush(): Promise<void> {
    this.#endBatch();
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    await this.sink.write(lines);
  }

  #addToBatch(line: string): void {
    this.#batch.push(line);
    if (this.#batch.length >= this.#settings.batch) this.#endBatch();
  }

  #endBatch(): void {
    if (this.#batch.length === 0) return;
    this.#lines.push(`[${this.#batch.join(',')}]`);
    this.#batch = [];
  }

  #lineOf({ time, request, error, heartbeat }: TrafficEvent): string | undefined {
    const { writer, clock, hosts } = this.#settings;
    if (heartbeat === true) return writer.format.heartbeat?.(time, clock);
    if (writer.log === 'access') {
      if (request === undefined || (hosts !== undefined && !hosts.has(request.host))) return undefined;
      return writer.format.write(request, clock);
    }
    if (error === undefined || (hosts !== undefined && !hosts.has(error.request.host))) return undefined;
    return writer.format.write(error, clock);
  }
}
