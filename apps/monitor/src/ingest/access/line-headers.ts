import { LINE_HEADER } from '@log-monitor/access-record';
import type { HeaderWalk } from '@log-monitor/kafka-batch';
import { isUuid } from '@log-monitor/log-record';
import { cleanText } from '@log-monitor/access-log';
import type { RawMessage } from '../../batch/raw-message.js';
import type { FetchedMessages } from '../kafka/fetched-messages.js';

const TEXTS = ['instance', 'source', 'server', 'cluster', 'format', 'timeZone', 'file', 'end', 'report'] as const;
const NUMBERS = ['seq', 'lastSeq'] as const;

/** Longer texts are nobody's names. */
const MAX_TEXT_BYTES = 1024;

/** Headers whose place is remembered: no sender has more, and who does must not fill our memory. */
const MAX_PLACES = 32;

const NOTHING = Buffer.alloc(0);

/** One header of text, as it was last seen. */
class TextHeader {
  readonly isNumber = false;
  readonly name: Buffer;
  /** Number of the message that had it last. */
  seenIn = -1;
  #bytes: Uint8Array = NOTHING;
  /** Undefined where it was empty. */
  text: string | undefined;

  constructor(name: string) {
    this.name = Buffer.from(name);
  }

  /** @returns whether it is the same as in the message before */
  takeFrom(walk: HeaderWalk, message: number): boolean {
    const wasThere = this.seenIn === message - 1;
    this.seenIn = message;
    if (walk.hasValue(this.#bytes)) return wasThere;
    this.take(walk.value(), message);
    return false;
  }

  take(value: Buffer, message: number): void {
    this.seenIn = message;
    this.#bytes = value;
    this.text = cleanText(value.subarray(0, MAX_TEXT_BYTES).toString('utf8')) || undefined;
  }
}

class NumberHeader {
  readonly isNumber = true;
  readonly name: Buffer;
  seenIn = -1;
  value = 0;

  constructor(name: string) {
    this.name = Buffer.from(name);
  }
}

/**
 * The headers of one message after the other. Nearly all lines of a batch differ in their number only: a text that is the same as in the message before is the
 * same string, and the header that comes next is mostly the one that came there before.
 */
export class LineHeaders {
  readonly #messages: FetchedMessages;
  readonly #texts = Object.fromEntries(TEXTS.map((name) => [name, new TextHeader(LINE_HEADER[name])])) as Record<
    (typeof TEXTS)[number],
    TextHeader
  >;
  readonly #numbers = Object.fromEntries(NUMBERS.map((name) => [name, new NumberHeader(LINE_HEADER[name])])) as Record<
    (typeof NUMBERS)[number],
    NumberHeader
  >;
  readonly #all = [...Object.values(this.#texts), ...Object.values(this.#numbers)];
  /** What stood at each place of the message before; null: nothing that we know. */
  #order: (TextHeader | NumberHeader | null)[] = [];
  /** Counts the messages. */
  #message = 0;
  #textsSeen = 0;
  #uuid: { text: string | undefined; instance: string | null } = { text: undefined, instance: null };
  /** Process of the collector; null when there is none. */
  instance: string | null = null;
  /** 0 without instance. */
  seq = 0;
  lastSeq = 0;
  /** Another number whenever a text is not that of the message before. */
  version = 0;

  constructor(messages: FetchedMessages) {
    this.#messages = messages;
  }

  /** Goes to a message. */
  read(at: number): void {
    this.#message += 1;
    const textsBefore = this.#textsSeen;
    this.#textsSeen = 0;
    const { version } = this;
    const walk = this.#messages.headersAt(at);
    if (walk === undefined) this.#readObject(this.#messages.messageAt(at));
    else for (let place = 0; walk.next(); place += 1) this.#take(walk, this.#headerAt(place, walk));
    if (this.#textsSeen !== textsBefore && this.version === version) this.version += 1;
    this.#findInstance();
  }

  /** Undefined where there is none or an empty one. */
  text(name: (typeof TEXTS)[number]): string | undefined {
    const header = this.#texts[name];
    return header.seenIn === this.#message ? header.text : undefined;
  }

  #headerAt(place: number, walk: HeaderWalk): TextHeader | NumberHeader | null {
    const expected = this.#order[place];
    if (expected != null && walk.isNamed(expected.name)) return expected;
    const found = this.#all.find(({ name }) => walk.isNamed(name)) ?? null;
    if (place < MAX_PLACES) this.#order[place] = found;
    return found;
  }

  /** Of two headers with one name the first counts. */
  #take(walk: HeaderWalk, header: TextHeader | NumberHeader | null): void {
    if (header === null || header.seenIn === this.#message) return;
    if (header.isNumber) {
      header.seenIn = this.#message;
      header.value = walk.number();
      return;
    }
    this.#textsSeen += 1;
    if (!header.takeFrom(walk, this.#message)) this.version += 1;
  }

  #readObject({ headers }: RawMessage): void {
    this.version += 1;
    for (const name of TEXTS) {
      const value = firstOf(headers[LINE_HEADER[name]]);
      if (value !== undefined) this.#texts[name].take(Buffer.from(value), this.#message);
    }
    for (const name of NUMBERS) {
      const value = firstOf(headers[LINE_HEADER[name]])?.toString() ?? '';
      this.#numbers[name].seenIn = this.#message;
      this.#numbers[name].value = /^\d{1,15}$/.test(value) ? Number(value) : 0;
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
    const header = this.#numbers[name];
    return this.instance !== null && header.seenIn === this.#message ? header.value : 0;
  }
}

function firstOf(value: RawMessage['headers'][string]): Buffer | string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
