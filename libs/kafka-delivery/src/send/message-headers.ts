import type { RecordSet } from '@log-monitor/kafka-batch';
import { CONTENT_TYPE_JSON, HEADER } from '@log-monitor/log-record';
import type { PlainRecords } from '../settings/delivery-settings.js';

type Mark = 'end' | 'recovered';

const JSON_TYPE = { [HEADER.contentType]: Buffer.from(CONTENT_TYPE_JSON) };
const TRUE = Buffer.from('true');

/** The headers of messages. A record that is a JSON object says itself who numbered it; of a plain one the headers do. */
export class MessageHeaders {
  readonly #own: RecordSet['headers'];

  constructor(private readonly plain?: PlainRecords) {
    const own = Object.entries(plain?.headers ?? {}).map(([name, text]) => [name, Buffer.from(text)] as const);
    this.#own = Object.fromEntries(own);
  }

  /** Whether reports of drops can stand in records. */
  get recordsTakeReports(): boolean {
    return this.plain === undefined;
  }

  /** Headers that records of one instance have in common. */
  ofRecords(instance: string, lastSeq: number, marks: readonly Mark[] = []): RecordSet['headers'] {
    return { ...(this.plain === undefined ? JSON_TYPE : this.#identity(instance)), ...rest(lastSeq, marks) };
  }

  /** Headers of a message that is no record, but reports drops. */
  ofReport(instance: string, lastSeq: number, marks: readonly Mark[] = []): RecordSet['headers'] {
    const { plain } = this;
    const more = plain === undefined ? {} : { ...this.#identity(instance), [plain.names.report]: TRUE };
    return { ...JSON_TYPE, ...more, ...rest(lastSeq, marks) };
  }

  /** The header that differs from record to record. */
  numbers(records: readonly { readonly seq: number }[]): RecordSet['numbers'] {
    return this.plain && { header: this.plain.names.seq, of: records.map(({ seq }) => seq) };
  }

  #identity(instance: string): RecordSet['headers'] {
    return { ...this.#own, ...(this.plain && { [this.plain.names.instance]: Buffer.from(instance) }) };
  }
}

function rest(lastSeq: number, marks: readonly Mark[]): RecordSet['headers'] {
  const marked = marks.map((mark) => [HEADER[mark], TRUE] as const);
  return { [HEADER.lastSeq]: Buffer.from(String(lastSeq)), ...Object.fromEntries(marked) };
}
