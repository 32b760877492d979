import { format as formatText } from 'node:util';
import { MAX_RECORD_BYTES, type Level, makeRecordId } from '@log-monitor/log-record';
import { type CallContext } from '../context/call-context.js';
import { type EncodeLimits, TIGHT_LIMITS, USUAL_LIMITS } from './encode-limits.js';
import { encodeError, isErrorLike, typeFromStack } from './encode-error.js';
import { IsoTime } from './iso-time.js';
import { cutText, quote } from './quote.js';
import { type ReadLevel } from './read-level.js';
import { Redaction } from './redaction.js';
import { type RedactionOptions } from '../options/transport-options.js';
import { ValueEncoder } from './value-encoder.js';

/** The arguments behind the message, as winston hands them over. */
const SPLAT = Symbol.for('splat');
const PLACEHOLDER = /%[sdifjoOc]/;
const MAX_NAME = 256;

export interface RecordIdentity {
  service: string;
  host: string;
  instance: string;
  pid: number;
  version: string | undefined;
  environment: string | undefined;
}

/** What a member of the info means for the record; everything else is an attribute. */
type Role =
  | 'skip'
  | 'timestamp'
  | 'stack'
  | 'cause'
  | 'error'
  | 'service'
  | 'logger'
  | 'requestId'
  | 'userId'
  | 'traceId'
  | 'spanId';

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['level', 'skip'],
  ['message', 'skip'],
  ['timestamp', 'timestamp'],
  ['stack', 'stack'],
  ['cause', 'cause'],
  ['err', 'error'],
  ['error', 'error'],
  ['service', 'service'],
  ['logger', 'logger'],
  ['context', 'logger'],
  ['label', 'logger'],
  ['requestId', 'requestId'],
  ['userId', 'userId'],
  ['traceId', 'traceId'],
  ['trace_id', 'traceId'],
  ['spanId', 'spanId'],
  ['span_id', 'spanId'],
]);

type Info = Record<PropertyKey, unknown>;

/** The parts of a record that are found while its info is walked. */
interface Parts {
  error: string;
  ids: Partial<Record<'logger' | 'requestId' | 'userId' | 'traceId' | 'spanId', string>>;
  attributes: string;
}

/**
 * Encodes winston infos as records (API §3). Pure but for the random part of the id; never throws for what a caller
 * passes; never changes the info, which other transports share.
 */
export class RecordEncoder {
  private readonly values: ValueEncoder;
  private readonly time = new IsoTime();
  private readonly fixed: string;
  private readonly service: string;

  constructor(identity: RecordIdentity, redact: false | Required<RedactionOptions>) {
    const redaction = redact === false ? undefined : new Redaction(redact.keys, redact.paths);
    this.values = new ValueEncoder(redaction, redact !== false && redact.values);
    this.service = identity.service;
    this.fixed = fixedMembers(identity);
  }

  /** The record's text: head and body. */
  encode(info: object, level: ReadLevel, seq: number, now: number, context?: CallContext): string {
    return this.seal(this.body(info, level, now, context), seq, now);
  }

  /** Gives a body its identity. Two calls with the same words have the same body: folding compares it. */
  seal(body: string, seq: number, now: number): string {
    return `{"v":1,"id":"${makeRecordId(now)}","timestamp":"${this.time.format(now)}","seq":${seq}${body}}`;
  }

  /** Everything but id, timestamp and seq, with a leading comma and without the last brace. */
  body(info: object, level: ReadLevel, now: number, context?: CallContext): string {
    const body = this.bodyWithin(USUAL_LIMITS, info, level, now, context);
    // A UTF-16 unit takes at most three bytes: most records need no counting.
    const room = MAX_RECORD_BYTES - 256;
    if (body.length * 3 <= room || Buffer.byteLength(body) <= room) return body;
    return this.bodyWithin(TIGHT_LIMITS, info, level, now, context);
  }

  /** A record that says why the real one could not be made. */
  unencodable(level: Level, seq: number, now: number, why: string): string {
    const message = quote(`[record could not be encoded: ${cutText(why, 500)}]`);
    return this.seal(`${this.fixed},"level":"${level}","message":${message}`, seq, now);
  }

  private bodyWithin(
    limits: EncodeLimits,
    info: object,
    level: ReadLevel,
    now: number,
    context: CallContext | undefined,
  ): string {
    this.values.begin(limits);
    const source = info as Info;
    const message = this.message(source);
    const parts = this.walk(source, now);
    if (level.original !== undefined) parts.attributes += `,"originalLevel":${this.values.text(level.original)}`;
    let out = `${this.fixed},"level":"${level.level}","message":${message}`;
    if (parts.error !== '') out += `,"error":${parts.error}`;
    if (context !== undefined) parts.attributes += this.fromContext(context, parts, source);
    const { ids } = parts;
    if (ids.logger !== undefined) out += `,"logger":${ids.logger}`;
    if (ids.requestId !== undefined) out += `,"requestId":${ids.requestId}`;
    if (ids.userId !== undefined) out += `,"userId":${ids.userId}`;
    if (ids.traceId !== undefined) out += `,"traceId":${ids.traceId}`;
    if (ids.spanId !== undefined) out += `,"spanId":${ids.spanId}`;
    if (parts.attributes !== '') out += `,"attributes":{${parts.attributes.slice(1)}}`;
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

  private walk(info: Info, now: number): Parts {
    const parts: Parts = { error: '', ids: {}, attributes: '' };
    const logged = loggedError(info);
    const owned = logged === undefined || logged === info ? undefined : ownKeysOf(logged);
    if (logged !== undefined) parts.error = this.error(logged);
    const paths = this.values.redaction?.paths;
    for (const key of Object.keys(info)) {
      const role = ROLES.get(key);
      if (role === undefined) {
        // winston spreads a logged error's own members over the info; they stand in `error` already.
        if (logged !== info && owned?.has(key) !== true) parts.attributes += this.values.member(info, key, paths);
      } else if (role !== 'skip') {
        this.place(parts, role, key, info, now);
      }
    }
    const splat = info[SPLAT];
    if (Array.isArray(splat) && splat.length > 0) parts.attributes += this.leftOver(info, splat);
    return parts;
  }

  /** Puts one member with a meaning of its own where it belongs; what has another shape than expected stays an attribute. */
  private place(parts: Parts, role: Role, key: string, info: Info, now: number): void {
    const value = safely(() => info[key]);
    if (value === undefined || value === null) return;
    switch (role) {
      case 'timestamp':
        if (
          typeof value === 'string'
            ? this.time.saysNow(value, now)
            : typeof value === 'number' && Math.abs(value - now) < 2_000
        )
          return;
        break;
      case 'service':
        if (value === this.service) return;
        break;
      case 'stack':
        if (parts.error === '' && (typeof value === 'string' || Array.isArray(value))) {
          parts.error = this.errorFromStack(info, value as string | unknown[]);
        }
        if (parts.error !== '') return;
        break;
      case 'cause':
        if (parts.error !== '' || safely(() => info['stack']) !== undefined) return;
        break;
      case 'error':
        if (isErrorLike(value)) {
          // The first error is the record's; another one is kept beside it, whole.
          if (parts.error === '') parts.error = this.error(value);
          else if (loggedError(info) !== value) parts.attributes += this.values.member(info, key);
          return;
        }
        break;
      case 'logger':
        if (typeof value === 'string' && parts.ids.logger === undefined) {
          parts.ids.logger = this.values.text(cutText(value, MAX_NAME));
          return;
        }
        break;
      case 'requestId':
      case 'userId':
      case 'traceId':
      case 'spanId':
        if (typeof value === 'string' || typeof value === 'number') {
          parts.ids[role] ??= this.values.text(cutText(String(value), MAX_NAME));
          return;
        }
        break;
      case 'skip':
        return;
    }
    parts.attributes += this.values.member(info, key, this.values.redaction?.paths);
  }

  private error(error: object): string {
    return this.values.inside(error, () => encodeError(this.values, error, 0), '{}');
  }

  /** `format.errors({ stack: true })` and handlers of exceptions leave a stack without its error. */
  private errorFromStack(info: Info, stack: string | unknown[]): string {
    const lines = typeof stack === 'string' ? stack : stack.map(String).join('\n');
    const type = typeFromStack(lines);
    const shape = {
      name: type ?? 'Error',
      message: safely(() => info['message']),
      stack: lines,
      cause: safely(() => info['cause']),
    };
    return encodeError(this.values, shape, 0);
  }

  /** Arguments that neither a placeholder nor winston's merge has taken. */
  private leftOver(info: Info, splat: readonly unknown[]): string {
    const message = info['message'];
    const text = typeof message === 'string' ? message : '';
    if (PLACEHOLDER.test(text)) return '';
    const rest = splat.filter((value, index) => {
      if (typeof value === 'object' && value !== null) return index > 0 && !(value instanceof Error);
      return value !== undefined && !text.includes(String(value));
    });
    return rest.length === 0 ? '' : `,"args":${this.values.value(rest) ?? '[]'}`;
  }

  private fromContext(context: CallContext, parts: Parts, info: Info): string {
    let attributes = '';
    for (const key of Object.keys(context)) {
      const value = context[key];
      const role = ROLES.get(key);
      if (value === undefined || value === null) continue;
      if (role === 'requestId' || role === 'userId' || role === 'traceId' || role === 'spanId' || role === 'logger') {
        parts.ids[role] ??= this.values.text(cutText(String(value), MAX_NAME));
      } else if (!(key in info)) {
        attributes += this.values.member(context, key, this.values.redaction?.paths);
      }
    }
    return attributes;
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

function ownKeysOf(error: object): ReadonlySet<string> {
  return new Set(Object.keys(error));
}

function interpolate(message: string, splat: readonly unknown[], asText: (value: object) => string): string {
  const values = splat.map((value) => (typeof value === 'object' && value !== null ? asText(value) : value));
  const placeholders = message.match(/%[sdifjoOc]/g)?.length ?? 0;
  return formatText(message, ...values.slice(0, placeholders));
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // A getter that throws counts as absent here; where it is an attribute the value encoder leaves a marker.
    return undefined;
  }
}
