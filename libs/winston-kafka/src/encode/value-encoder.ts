import { types } from 'node:util';
import { REDACTED, scrubText } from '@log-monitor/log-record';
import { describeExotic, describeHttpMessage } from './describe-exotic.js';
import { type EncodeLimits, USUAL_LIMITS } from './encode-limits.js';
import { encodeError, isError } from './encode-error.js';
import { type KeyEntry, KeyTable } from './key-table.js';
import { isPlainText } from './plain-text.js';
import { cutText, quote } from './quote.js';
import { type PathNode, type Redaction, stepInto } from './redaction.js';

const CUT = '"…[cut]"';
const QUOTED_REDACTED = `"${REDACTED}"`;

/**
 * Turns any value into JSON text within bounded time and size, without throwing and without touching the value.
 *
 * Written by hand instead of `JSON.stringify` with a replacer: that one is three times as slow per record, stops at
 * the first BigInt or circle, and cannot be bounded.
 */
export class ValueEncoder {
  readonly keys: KeyTable;
  /** Root of the configured paths, undefined when there are none. */
  readonly paths: PathNode | undefined;
  #limits: EncodeLimits = USUAL_LIMITS;
  #charactersLeft = 0;
  #nodesLeft = 0;
  readonly #ancestors: object[] = [];

  constructor(
    redaction: Redaction | undefined,
    private readonly scrubs: boolean,
  ) {
    this.keys = new KeyTable(redaction);
    this.paths = redaction?.paths;
  }

  /** Starts a record: budgets are per record. */
  begin(limits: EncodeLimits): void {
    this.#limits = limits;
    this.#charactersLeft = limits.total;
    this.#nodesLeft = limits.nodes;
    // Nearly always empty already, and setting a length is not cheap.
    if (this.#ancestors.length > 0) this.#ancestors.length = 0;
  }

  /** Longest text that may be written now. */
  get room(): number {
    return Math.min(this.#limits.text, this.#charactersLeft);
  }

  /** True when the record holds all that it may: members that are still to come are left out. */
  get isSpent(): boolean {
    return this.#charactersLeft <= 0 || this.#nodesLeft <= 0;
  }

  /** A text has been written by somebody else. */
  spendText(characters: number): void {
    this.#charactersLeft -= characters;
  }

  /** A member has been written; its name counts as text, for names can be long too. */
  spendMember(characters: number): void {
    this.#charactersLeft -= characters;
    this.#nodesLeft -= 1;
  }

  get maxErrors(): number {
    return this.#limits.errors;
  }

  /** A text as JSON, cut and scrubbed. */
  text(value: string): string {
    const max = this.room;
    // Cut before any pattern looks, so that none ever sees a text of unbounded length.
    if (value.length <= max && isPlainText(value)) {
      this.#charactersLeft -= value.length;
      return `"${value}"`;
    }
    const cut = value.length > max ? cutText(value, Math.max(max, 1)) : value;
    this.#charactersLeft -= cut.length;
    return quote(this.scrubs ? scrubText(cut) : cut);
  }

  /**
   * Any value as JSON.
   *
   * @returns undefined for what JSON leaves out of an object: `undefined` itself
   */
  value(value: unknown, path?: PathNode): string | undefined {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number':
        return Number.isFinite(value) ? String(value) : `"${value}"`;
      case 'boolean':
        return value ? 'true' : 'false';
      case 'undefined':
        return undefined;
      case 'object':
        return value === null ? 'null' : this.#object(value, path);
      case 'bigint':
        // Turning a giant into text takes quadratic time.
        return BigInt.asIntN(4096, value) === value ? `"${value}"` : '"[BigInt too long]"';
      case 'symbol':
        return this.text(String(value));
      case 'function':
        return '"[Function]"';
    }
  }

  /** An object's members without the braces. */
  members(target: object, path?: PathNode): string {
    let out = '';
    let count = 0;
    let entry = this.keys.start;
    const keys = Object.keys(target);
    for (const key of keys) {
      if (++count > this.#limits.members || this.isSpent) {
        return `${out}${out === '' ? '' : ','}"…":"[cut ${keys.length - count + 1} members]"`;
      }
      entry = this.keys.after(entry, key);
      out += this.member(target, entry, out === '', path);
    }
    return out;
  }

  /**
   * One member as `"key":value`, with a comma in front unless it is the first; nothing if its value is undefined. A
   * getter that throws leaves a marker.
   */
  member(target: object, entry: KeyEntry, first: boolean, path?: PathNode): string {
    let value: unknown;
    try {
      value = (target as Record<string, unknown>)[entry.key];
    } catch (error) {
      return (first ? entry.first : entry.next) + this.thrown('getter', error);
    }
    return this.memberOf(value, entry, first, path);
  }

  /** The same for a value that has been read already. */
  memberOf(value: unknown, entry: KeyEntry, first: boolean, path?: PathNode): string {
    const name = first ? entry.first : entry.next;
    const below = path === undefined ? undefined : stepInto(path, entry.key);
    if ((entry.secret || below?.end === true) && value != null && typeof value !== 'boolean') {
      return name + QUOTED_REDACTED;
    }
    this.spendMember(entry.key.length);
    const text = this.value(value, below);
    return text === undefined ? '' : name + text;
  }

  #object(target: object, path: PathNode | undefined): string {
    if (types.isProxy(target)) return '"[Proxy]"';
    if (--this.#nodesLeft < 0 || this.#charactersLeft <= 0) return CUT;
    if (this.#ancestors.includes(target)) return '"[Circular]"';
    if (this.#ancestors.length >= this.#limits.depth) return Array.isArray(target) ? '"[Array]"' : '"[Object]"';
    this.#ancestors.push(target);
    try {
      return Array.isArray(target) ? this.#array(target, path) : this.#plainOrExotic(target, path);
    } catch (error) {
      // Traps of foreign objects (a hostile prototype, a poisoned Symbol.iterator) end here.
      return this.thrown('value', error);
    } finally {
      this.#ancestors.pop();
    }
  }

  /** Runs `encode` for an object below the present one; a repeat of an ancestor gives `circular` instead. */
  inside(target: object, encode: () => string, circular: string): string {
    if (--this.#nodesLeft < 0 || this.#ancestors.includes(target)) return circular;
    this.#ancestors.push(target);
    try {
      return encode();
    } finally {
      this.#ancestors.pop();
    }
  }

  /** Encodes with so many characters at most, so that one part does not take the room of the others. */
  within(characters: number, encode: () => string): string {
    const before = this.#charactersLeft;
    const given = Math.min(before, characters);
    this.#charactersLeft = given;
    try {
      return encode();
    } finally {
      this.#charactersLeft += before - given;
    }
  }

  #array(items: readonly unknown[], path: PathNode | undefined): string {
    const shown = Math.min(items.length, this.#limits.members);
    let out = '';
    for (let index = 0; index < shown; index++) {
      if (this.#charactersLeft <= 0 || this.#nodesLeft-- <= 0) {
        out += `${out === '' ? '' : ','}"…[cut ${items.length - index} items]"`;
        return `[${out}]`;
      }
      const below = path === undefined ? undefined : stepInto(path, String(index));
      const text = below?.end === true ? QUOTED_REDACTED : (this.value(items[index], below) ?? 'null');
      out += out === '' ? text : `,${text}`;
    }
    if (shown < items.length) out += `,"…[cut ${items.length - shown} items]"`;
    return `[${out}]`;
  }

  #plainOrExotic(target: object, path: PathNode | undefined): string {
    const prototype: unknown = Object.getPrototypeOf(target);
    if (prototype !== Object.prototype && prototype !== null) {
      if (isError(target)) return encodeError(this, target, 0);
      const described = describeExotic(target);
      if (described !== undefined) return this.#described(described, path);
    }
    const toJson = (target as { toJSON?: unknown }).toJSON;
    if (typeof toJson === 'function') return this.#viaToJson(target, toJson as (key: string) => unknown, path);
    const http = prototype === Object.prototype ? undefined : describeHttpMessage(target);
    return `{${this.members(http ?? target, path)}}`;
  }

  #described(described: string | object, path: PathNode | undefined): string {
    if (typeof described === 'string') return this.text(described);
    if (Array.isArray(described)) return this.#array(described, path);
    return `{${this.members(described, path)}}`;
  }

  #viaToJson(target: object, toJson: (key: string) => unknown, path: PathNode | undefined): string {
    let plain: unknown;
    try {
      plain = toJson.call(target, '');
    } catch (error) {
      return this.thrown('toJSON', error);
    }
    if (plain === target) return `{${this.members(target, path)}}`;
    return this.value(plain, path) ?? 'null';
  }

  /** A marker that says that reading a value failed. */
  thrown(where: string, error: unknown): string {
    let why = '';
    try {
      why = error instanceof Error ? `: ${error.message}` : '';
    } catch {
      // Even the thrown thing may throw when it is looked at; the marker alone says enough.
      why = '';
    }
    return this.text(`[${where} threw${cutText(why, 200)}]`);
  }
}
