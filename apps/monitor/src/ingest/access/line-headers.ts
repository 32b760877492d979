import { LINE_HEADER } from '@log-monitor/access-record';
import { type HeaderWalk } from '@log-monitor/kafka-batch';
import { isUuid } from '@log-monitor/log-record';
import { cleanText } from '@log-monitor/access-log';
import { type RawMessage } from '../../batch/raw-message.js';
import { type FetchedMessages } from '../kafka/fetched-messages.js';

const TEXTS = ['instance', 'source', 'server', 'cluster', 'format', 'timeZone', 'file', 'end', 'report'] as const;
const NUMBERS = ['seq', 'lastSeq'] as const;

/** Longer texts are nobody's names. */
const MAX_TEXT_BYTES = 1024;

const NOTHING = Buffer.alloc(0);

/** One header of text, as it was last seen. */
class TextHeader {
  readonly name: Buffer;
  isThere = false;
  #bytes: Uint8Array = NOTHING;
  #text: string | undefined;

  constructor(name: string) {
    this.name = Buffer.from(name);
  }

  /** Undefined where there is none or an empty one. */
  get text(): string | undefined {
    return this.isThere ? this.#text : undefined;
  }

  takeFrom(walk: HeaderWalk): void {
    if (walk.hasValue(this.#bytes)) this.isThere = true;
    else this.take(walk.value());
  }

  take(value: Buffer): void {
    this.isThere = true;
    this.#bytes = value;
    this.#text = cleanText(value.subarray(0, MAX_TEXT_BYTES).toString('utf8')) || undefined;
  }
}

class NumberHeader {
  readonly name: Buffer;
  isThere = false;
  value = 0;

  constructor(name: string) {
    this.name = Buffer.from(name);
  }
}

/**
 * The headers of one message after the other. A text that is the same as in the message before is the same string, since nearly all lines of a batch differ
 * in their number only.
 */
export class LineHeaders {
  readonly #messages: FetchedMessages;
  readonly #texts = new Map(TEXTS.map((name) => [name, new TextHeader(LINE_HEADER[name])] as const));
  readonly #numbers = new Map(NUMBERS.map((name) => [name, new NumberHeader(LINE_HEADER[name])] as const));
  #uuid: { text: string | undefined; instance: string | null } = { text: undefined, instance: null };
  /** Process of the collector; null when there is none. */
  instance: string | null = null;
  /** 0 without instance. */
  seq = 0;
  lastSeq = 0;

  constructor(messages: FetchedMessages) {
    this.#messages = messages;
  }

  /** Goes to a message. */
  read(at: number): void {
    for (const header of this.#texts.values()) header.isThere = false;
    for (const header of this.#numbers.values()) header.isThere = false;
    const walk = this.#messages.headersAt(at);
    if (walk === undefined) this.#readObject(this.#messages.messageAt(at));
    else while (walk.next()) this.#take(walk);
    this.#findInstance();
  }

  text(name: (typeof TEXTS)[number]): string | undefined {
    return this.#texts.get(name)?.text;
  }

  /** Of two headers with one name the first counts. */
  #take(walk: HeaderWalk): void {
    for (const header of this.#texts.values())
      if (walk.isNamed(header.name)) {
        if (!header.isThere) header.takeFrom(walk);
        return;
      }
    for (const header of this.#numbers.values())
      if (walk.isNamed(header.name)) {
        if (!header.isThere) header.value = walk.number();
        header.isThere = true;
        return;
      }
  }

  #readObject({ headers }: RawMessage): void {
    for (const [name, header] of this.#texts) {
      const value = firstOf(headers[LINE_HEADER[name]]);
      if (value !== undefined) header.take(Buffer.from(value));
    }
    for (const [name, header] of this.#numbers) {
      const value = firstOf(headers[LINE_HEADER[name]])?.toString() ?? '';
      header.isThere = true;
      header.value = /^\d{1,15}$/.test(value) ? Number(value) : 0;
    }
  }

  #findInstance(): void {
    const text = this.text('instance');
    if (text !== this.#uuid.text)
      this.#uuid = { text, instance: text !== undefined && isUuid(text) ? text.toLowerCase() : null };
    this.instance = this.#uuid.instance;
    this.seq = this.#number('seq');
    this.lastSeq = this.#number('lastSeq');
  }

  #number(name: (typeof NUMBERS)[number]): number {
    const header = this.#numbers.get(name);
    return this.instance !== null && header?.isThere === true ? header.value : 0;
  }
}

function firstOf(value: RawMessage['headers'][string]): Buffer | string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
