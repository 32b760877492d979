import { format as formatText } from 'node:util';
import { LEVELS, MAX_RECORD_BYTES, type Level, makeRecordIdTail, recordIdPrefix } from '@log-monitor/log-record';
import { type CallContext } from '../context/call-context.js';
import { type EncodeLimits, TIGHT_LIMITS, USUAL_LIMITS } from './encode-limits.js';
import { encodeError, isErrorLike, typeFromStack } from './encode-error.js';
import { IsoTime } from './iso-time.js';
import { cutText, quote } from './quote.js';
import { type KeyEntry, type Role } from './key-table.js';
import { type ReadLevel } from './read-level.js';
import { Redaction } from './redaction.js';
import { type RedactionOptions } from '../options/transport-options.js';
import { ValueEncoder } from './value-encoder.js';

/** The arguments behind the message, as winston hands them over. */
const SPLAT = Symbol.for('splat');
const PLACEHOLDER = /%[sdifjoOc]/;
const MAX_NAME = 256;
const PLAN_LENGTH = 32;

export interface RecordIdentity {
  service: string;
  host: string;
  instance: string;
  pid: number;
  version: string | undefined;
  environment: string | undefined;
}

type Info = Record<PropertyKey, unknown>;

/**
 * Encodes winston infos as records (API §3). Pure but for the random part of the id; never throws for what a caller
 * passes; never changes the info, which other transports share.
 */
export class RecordEncoder {
  private readonly values: ValueEncoder;
  private readonly time = new IsoTime();
  private readonly fixed: string;
  /** The members that never change, up to the opening of the message, per level. */
  private readonly openings: ReadonlyMap<Level, string>;
  /** What was found for the keys of the call before, by position. */
  private readonly plan: KeyEntry[] = [];
  // Head and middle of the records of one millisecond.
  private headTime = -1;
  private head = '';
  private middle = '';
  private readonly service: string;
  // The parts of the record in work. Fields, not an object per call: this is the hot path.
  private error = '';
  private logger = '';
  private requestId = '';
  private userId = '';
  private traceId = '';
  private spanId = '';
  private attributes = '';

  constructor(identity: RecordIdentity, redact: false | Required<RedactionOptions>) {
    const redaction = redact === false ? undefined : new Redaction(redact.keys, redact.paths);
    this.values = new ValueEncoder(redaction, redact !== false && redact.values);
    this.service = identity.service;
    this.fixed = fixedMembers(identity);
    this.openings = new Map(LEVELS.map((level) => [level, `${this.fixed},"level":"${level}","message":`]));
  }

  /** Gives a body its identity. Two calls with the same words have the same body: folding compares it. */
  seal(body: string, seq: number, now: number): string {
    if (now !== this.headTime) {
      this.head = `{"v":1,"id":"${recordIdPrefix(now)}`;
      this.middle = `","timestamp":"${this.time.format(now)}","seq":`;
      this.headTime = now;
    }
    return this.head + makeRecordIdTail() + this.middle + seq + body + '}';
  }

  /** Everything but id, timestamp and seq, with a leading comma and without the last brace. */
  body(info: object, level: ReadLevel, now: number, context?: CallContext): string {
    const body = this.bodyWithin(USUAL_LIMITS, info, level, now, context);
    // A UTF-16 unit takes at most three bytes: most records need no counting.
    const room = MAX_RECORD_BYTES - 256;
    if (body.length * 3 <= room || Buffer.byteLength(body) <= room) return body;
    return this.bodyWithin(TIGHT_LIMITS, info, level, now, context);
  }

  /** The body of a record that says why the real one could not be made. */
  unencodable(level: Level, error: unknown): string {
    const why = error instanceof Error ? error.message : 'unknown error';
    return (this.openings.get(level) as string) + quote(`[record could not be encoded: ${cutText(why, 500)}]`);
  }

  private bodyWithin(
    limits: EncodeLimits,
    info: object,
    level: ReadLevel,
    now: number,
    context: CallContext | undefined,
  ): string {
    this.values.begin(limits);
    this.error = this.logger = this.requestId = this.userId = this.traceId = this.spanId = this.attributes = '';
    const source = info as Info;
    let out = (this.openings.get(level.level) as string) + this.message(source);
    this.walk(source, now);
    if (level.original !== undefined)
      this.attributes += `${this.comma()}"originalLevel":${this.values.text(level.original)}`;
    if (context !== undefined) this.addContext(context, source);
    if (this.error !== '') out += `,"error":${this.error}`;
    if (this.logger !== '') out += `,"logger":${this.logger}`;
    if (this.requestId !== '') out += `,"requestId":${this.requestId}`;
    if (this.userId !== '') out += `,"userId":${this.userId}`;
    if (this.traceId !== '') out += `,"traceId":${this.traceId}`;
    if (this.spanId !== '') out += `,"spanId":${this.spanId}`;
    if (this.attributes !== '') out += `,"attributes":{${this.attributes}}`;
    return out;
  }

  private message(info: Info): string {
    const message = info['message'];
    if (typeof message === 'string') {
      const splat = info[SPLAT];
      if (!Array.isArray(splat) || !PLACEHOLDER.test(message)) return this.values.text(message);
      return this.values.text(interpolate(message, splat, (value) => this.values.value(value) ?? ''));
    }
    if (message === undefined) return '""';
    if (isErrorLike(message)) return this.values.text(String((message as Error).message));
    const encoded = this.values.value(message) ?? '""';
    return encoded.startsWith('"') ? encoded : quote(encoded);
  }

  private walk(info: Info, now: number): void {
    const logged = loggedError(info);
    if (logged !== undefined) this.error = this.encodeLogged(logged);
    // winston spreads a logged error's own members over the info; they stand in `error` already.
    const owned = logged === undefined ? undefined : new Set(Object.keys(logged));
    const keys = Object.keys(info);
    const { plan } = this;
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string;
      // Calls from one place have the same keys in the same order: comparing two names is cheaper than looking one up.
      let entry = plan[index];
      if (entry?.key !== key) {
        entry = this.values.keys.of(key);
        if (index < PLAN_LENGTH) plan[index] = entry;
      }
      if (entry.role === undefined) {
        if (owned?.has(key) !== true) this.attributes += this.attribute(info, key);
      } else if (entry.role !== 'skip' && !this.place(entry.role, key, info, now, logged)) {
        this.attributes += this.attribute(info, key);
      }
    }
    const splat = info[SPLAT];
    if (Array.isArray(splat) && splat.length > 0) this.addLeftOver(info, splat);
  }

  /**
   * Puts a member with a meaning of its own where it belongs.
   *
   * @returns false when it has another shape than expected and stays an attribute
   */
  private place(role: Role, key: string, info: Info, now: number, logged: object | undefined): boolean {
    const value = read(info, key);
    if (value === undefined || value === null) return false;
    switch (role) {
      case 'timestamp':
        return this.saysNow(value, now);
      case 'service':
        return value === this.service;
      case 'stack':
        if (this.error === '' && (typeof value === 'string' || Array.isArray(value))) {
          this.error = this.errorFromStack(info, value);
        }
        return this.error !== '';
      case 'cause':
        return this.error !== '' || typeof read(info, 'stack') === 'string';
      case 'error':
        return value === logged || this.placeError(value);
      case 'logger':
        if (typeof value !== 'string' || this.logger !== '') return false;
        this.logger = this.values.text(cutText(value, MAX_NAME));
        return true;
      case 'skip':
        return true;
      case 'requestId':
      case 'userId':
      case 'traceId':
      case 'spanId':
        return this.placeId(role, value);
    }
  }

  /** The first error is the record's; another one stays beside it, whole. */
  private placeError(value: unknown): boolean {
    if (this.error !== '' || !isErrorLike(value)) return false;
    this.error = this.encodeLogged(value);
    return true;
  }

  private placeId(role: 'requestId' | 'userId' | 'traceId' | 'spanId', value: unknown): boolean {
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    if (this[role] === '') this[role] = this.values.text(cutText(String(value), MAX_NAME));
    return true;
  }

  private saysNow(value: unknown, now: number): boolean {
    if (typeof value === 'string') return this.time.saysNow(value, now);
    return typeof value === 'number' && Math.abs(value - now) < 2_000;
  }

  private attribute(source: object, key: string): string {
    return this.values.member(source, key, this.attributes === '', this.values.redaction?.paths);
  }

  private comma(): string {
    return this.attributes === '' ? '' : ',';
  }

  private encodeLogged(error: object): string {
    return this.values.inside(error, () => encodeError(this.values, error, 0), '{}');
  }

  /** `format.errors({ stack: true })` and handlers of exceptions leave a stack without its error. */
  private errorFromStack(info: Info, stack: string | unknown[]): string {
    const lines = typeof stack === 'string' ? stack : stack.filter((line) => typeof line === 'string').join('\n');
    const type = typeFromStack(lines);
    const shape = {
      name: type ?? 'Error',
      message: read(info, 'message'),
      stack: lines,
      cause: read(info, 'cause'),
    };
    return encodeError(this.values, shape, 0);
  }

  /** Arguments that neither a placeholder nor winston's merge has taken. */
  private addLeftOver(info: Info, splat: readonly unknown[]): void {
    const [first] = splat;
    if (splat.length === 1 && typeof first === 'object') return;
    const message = info['message'];
    const text = typeof message === 'string' ? message : '';
    if (PLACEHOLDER.test(text)) return;
    const rest = splat.filter((value, index) => {
      if (typeof value === 'object' && value !== null) return index > 0 && !(value instanceof Error);
      return (typeof value === 'string' || typeof value === 'number') && !text.includes(String(value));
    });
    if (rest.length > 0) this.attributes += `${this.comma()}"args":${this.values.value(rest) ?? '[]'}`;
  }

  private addContext(context: CallContext, info: Info): void {
    for (const key of Object.keys(context)) {
      const value = context[key];
      const { role } = this.values.keys.of(key);
      if (value === undefined || value === null) continue;
      if (role === 'requestId' || role === 'userId' || role === 'traceId' || role === 'spanId') {
        if (this.placeId(role, value)) continue;
      } else if (role === 'logger' && typeof value === 'string') {
        if (this.logger === '') this.logger = this.values.text(cutText(value, MAX_NAME));
        continue;
      }
      if (!(key in info)) this.attributes += this.attribute(context, key);
    }
  }
}

function fixedMembers(identity: RecordIdentity): string {
  const { service, host, instance, pid, version, environment } = identity;
  let out = `,"instance":"${instance}","service":${quote(cutText(service, MAX_NAME))},"host":${quote(cutText(host, MAX_NAME))},"pid":${pid}`;
  if (version !== undefined) out += `,"version":${quote(cutText(version, MAX_NAME))}`;
  if (environment !== undefined) out += `,"environment":${quote(cutText(environment, MAX_NAME))}`;
  return out;
}

/** The error that was logged as such: the info itself, its message, or the argument behind the message. */
function loggedError(info: Info): object | undefined {
  if (info instanceof Error) return info;
  const message = info['message'];
  if (typeof message === 'object' && isErrorLike(message)) return message;
  const splat = info[SPLAT];
  if (!Array.isArray(splat)) return undefined;
  for (const value of splat as unknown[]) if (value instanceof Error && isErrorLike(value)) return value;
  return undefined;
}

function interpolate(message: string, splat: readonly unknown[], asText: (value: object) => string): string {
  const values = splat.map((value) => (typeof value === 'object' && value !== null ? asText(value) : value));
  const placeholders = message.match(/%[sdifjoOc]/g)?.length ?? 0;
  return formatText(message, ...values.slice(0, placeholders));
}

/** A getter that throws counts as absent here; where it is an attribute the value encoder leaves a marker. */
function read(source: Info, key: string): unknown {
  try {
    return source[key];
  } catch {
    return undefined;
  }
}
