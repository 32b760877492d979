import { StringDecoder } from 'node:string_decoder';
import { Writable } from 'node:stream';
import { registerEnding } from '@log-monitor/kafka-delivery';
import { noticeTo } from '../options/notice.js';
import { readPackageIdentity } from '../options/package-identity.js';
import { resolveSettings } from '../options/resolve-settings.js';
import type { KafkaTransportOptions } from '../options/transport-options.js';
import { TransportCore, type TransportStats } from '../transport/transport-core.js';

const MAX_LINE = 4 * 1024 * 1024;
/** A line older than this was not written by the call that it tells of. */
const TRUSTED_AGE_MS = 60_000;

/** pino's names, and ours for them. */
const RENAMED: Readonly<Record<string, string>> = { msg: 'message', name: 'logger', reqId: 'requestId' };
const LEFT_OUT: ReadonlySet<string> = new Set(['time', 'pid', 'hostname', 'v']);

/**
 * The stream for `pino.transport({ target: '@log-monitor/winston-kafka/pino', options })`. It runs in pino's worker
 * thread, takes pino's lines and sends them as records. The moment of a record is pino's `time`.
 */
export class PinoTarget extends Writable {
  readonly #core: TransportCore;
  readonly #unregister: () => void;
  readonly #decoder = new StringDecoder('utf8');
  readonly #endMs: number;
  #rest = '';

  constructor(options: KafkaTransportOptions = {}) {
    super({ decodeStrings: true });
    const settings = resolveSettings(options, process.env, readPackageIdentity, noticeTo(options.onNotice));
    this.#endMs = settings.shutdownTimeoutMs;
    this.#core = new TransportCore(settings);
    this.#unregister = registerEnding({
      beforeExit: () => undefined,
      exit: () => this.#core.abandon(),
      onSignal: undefined,
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_LINE) {
      lines.push(this.#rest.slice(0, MAX_LINE));
      this.#rest = '';
    }
    for (const line of lines) if (line !== '') this.#accept(line);
    callback();
  }

  override _final(callback: () => void): void {
    if (this.#rest !== '') this.#accept(this.#rest);
    void this.#core.close(this.#endMs).then(() => {
      this.#unregister();
      callback();
    });
  }

  /** Counts since the start. */
  stats(): TransportStats {
    return this.#core.stats();
  }

  #accept(line: string): void {
    const parsed = parseObject(line);
    if (parsed === undefined) {
      this.#core.accept({ level: 'info', message: line });
      return;
    }
    const time = Number(parsed['time']);
    const now = Date.now();
    const trusted = Math.abs(now - time) < TRUSTED_AGE_MS;
    this.#core.accept(infoOf(parsed), trusted ? Math.trunc(time) : now);
  }
}

/** Makes the stream; what pino calls. */
export default function pinoTarget(options?: KafkaTransportOptions): PinoTarget {
  return new PinoTarget(options);
}

function infoOf(line: Record<string, unknown>): object {
  const info: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(line)) {
    if (!LEFT_OUT.has(key)) info[RENAMED[key] ?? key] = value;
  }
  return info;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Not pino's JSON, perhaps another writer on the same stream: the line itself is the message.
    return undefined;
  }
}
