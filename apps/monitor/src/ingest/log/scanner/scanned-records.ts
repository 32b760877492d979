import { isUuid } from '@log-monitor/log-record';
import { type RecordSource } from '../../../batch/decoded-record.js';
import { type FetchedMessages } from '../../kafka/fetched-messages.js';
import { MEMBER, RecordScanner } from './record-scanner.js';
import { INT4_MAX } from '../sanitise.js';

/** Members that are kept as they lie in the message: message, logger, the four ids, attributes. */
export const KEPT_MEMBERS = MEMBER.ATTRIBUTES + 1;

/** A process that has records in a batch, and how much of it. */
export interface ScannedSource extends RecordSource {
  instance: string;
  records: number;
  bytes: number;
}

/**
 * Records below ERROR of one batch, column by column and unparsed: what the ledger and the counters need as numbers, the rest as
 * places in the messages, from which the store copies it.
 */
export class ScannedRecords {
  length = 0;
  /** What each message lies in; the spans are places in it. */
  readonly blocks: Buffer[] = [];
  /** Sizes of the messages' values. */
  readonly sizes: Uint32Array;
  readonly offsets: Float64Array;
  readonly kafkaTimes: Float64Array;
  /** Event times, milliseconds since 1970, as sent. */
  readonly times: Float64Array;
  readonly seqs: Float64Array;
  readonly severities: Uint8Array;
  /** 16 bytes each. */
  readonly ids: Uint8Array;
  /** Index into `sources`. */
  readonly sourceIndexes: Uint32Array;
  /** `KEPT_MEMBERS` pairs each: first byte, byte behind the last; -1 where the member is absent. */
  readonly spans: Int32Array;
  /** Bit n of each: the text of kept member n has escapes. */
  readonly escapes: Uint8Array;
  readonly sources: ScannedSource[] = [];
  readonly #scanner = new RecordScanner();
  readonly #sourceIndexByInstance = new Map<string, number>();
  /** Names of the sources' services as they are sent. */
  readonly #services: Buffer[] = [];

  /** @param capacity how many records there can be at most */
  constructor(capacity: number) {
    this.sizes = new Uint32Array(capacity);
    this.offsets = new Float64Array(capacity);
    this.kafkaTimes = new Float64Array(capacity);
    this.times = new Float64Array(capacity);
    this.seqs = new Float64Array(capacity);
    this.severities = new Uint8Array(capacity);
    this.ids = new Uint8Array(capacity * 16);
    this.sourceIndexes = new Uint32Array(capacity);
    this.spans = new Int32Array(capacity * KEPT_MEMBERS * 2);
    this.escapes = new Uint8Array(capacity);
  }

  /**
   * Takes a message in.
   *
   * @returns the process that it is of, or undefined when the message has to be read another way
   */
  add(messages: FetchedMessages, index: number): ScannedSource | undefined {
    const block = messages.blocks[index] as Buffer;
    const start = messages.starts[index] as number;
    const size = messages.bytesAt(index);
    const scanner = this.#scanner;
    if (start < 0 || !scanner.scan(block, start, start + size)) return undefined;
    const sourceIndex = this.#sourceIndex(block);
    const source = this.sources[sourceIndex];
    if (source === undefined) return undefined;
    const at = this.length;
    this.blocks.push(block);
    this.sizes[at] = size;
    this.offsets[at] = messages.offsets[index] as number;
    this.kafkaTimes[at] = messages.kafkaTimes[index] as number;
    this.times[at] = scanner.time;
    this.seqs[at] = scanner.seq;
    this.severities[at] = scanner.severity;
    this.ids.set(scanner.id, at * 16);
    this.sourceIndexes[at] = sourceIndex;
    for (let span = 0; span < 2 * KEPT_MEMBERS; span += 1) {
      this.spans[at * 2 * KEPT_MEMBERS + span] = scanner.spans[span] as number;
    }
    this.escapes[at] = scanner.escapes;
    source.records += 1;
    source.bytes += size;
    this.length += 1;
    return source;
  }

  /** The text of a record's id. */
  idOf(at: number): string {
    const hex = Buffer.from(this.ids.buffer, at * 16, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** -1 when it is not one that can be taken here: a bad instance, or one that speaks for two services. */
  #sourceIndex(value: Buffer): number {
    const scanner = this.#scanner;
    const start = scanner.spans[2 * MEMBER.INSTANCE] as number;
    const instance = value.toString('latin1', start, scanner.spans[2 * MEMBER.INSTANCE + 1]);
    const known = this.#sourceIndexByInstance.get(instance);
    if (known !== undefined) {
      return this.#saysService(value, this.#services[known] as Buffer) ? known : -1;
    }
    if (!isUuid(instance) || instance !== instance.toLowerCase()) return -1;
    const service = scanner.text(value, MEMBER.SERVICE) as string;
    this.#services.push(Buffer.from(service));
    this.sources.push({
      instance,
      service,
      host: scanner.text(value, MEMBER.HOST) ?? 'unknown',
      pid: this.#pid(value),
      version: scanner.text(value, MEMBER.VERSION),
      environment: scanner.text(value, MEMBER.ENVIRONMENT),
      records: 0,
      bytes: 0,
    });
    this.#sourceIndexByInstance.set(instance, this.sources.length - 1);
    return this.sources.length - 1;
  }

  #saysService(value: Buffer, service: Buffer): boolean {
    const start = this.#scanner.spans[2 * MEMBER.SERVICE] as number;
    if (this.#scanner.spans[2 * MEMBER.SERVICE + 1] !== start + service.length) return false;
    for (let index = 0; index < service.length; index += 1) if (value[start + index] !== service[index]) return false;
    return true;
  }

  #pid(value: Buffer): number | null {
    const { spans } = this.#scanner;
    const start = spans[2 * MEMBER.PID] as number;
    const pid = start < 0 ? Number.NaN : Number(value.toString('latin1', start, spans[2 * MEMBER.PID + 1]));
    return pid <= INT4_MAX ? pid : null;
  }
}
