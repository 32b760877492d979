import { registerEnding } from '@log-monitor/kafka-delivery';
import TransportStream from 'winston-transport';
import { noticeTo } from '../options/notice.js';
import { readPackageIdentity } from '../options/package-identity.js';
import { resolveSettings } from '../options/resolve-settings.js';
import type { KafkaTransportOptions, TransportSettings } from '../options/transport-options.js';
import { TransportCore, type TransportStats } from './transport-core.js';

/** winston ends the process three seconds after an uncaught exception, whatever the transports do. */
const EXCEPTION_FLUSH_MS = 2_500;

type WriteCallback = (error?: Error | null) => void;

/**
 * A winston transport that sends every record to Kafka, and ERROR and CRITICAL also to the errors topic.
 *
 * It takes a log call at once, never throws, never emits `error` and holds a bounded amount; what it has to drop is
 * counted and reported. It does not keep the process alive, but uses `beforeExit` to deliver what it holds.
 */
export class KafkaTransport extends TransportStream {
  readonly name = 'kafka';
  readonly #settings: TransportSettings;
  readonly #core: TransportCore;
  readonly #unregister: () => void;
  #triedUpTo = 0;
  #closing: Promise<boolean> | undefined;

  constructor(options: KafkaTransportOptions = {}) {
    super(options);
    // Each logger that a transport is added to listens to it; a program may have many.
    this.setMaxListeners(0);
    const notice = noticeTo(options.onNotice);
    this.#settings = resolveSettings(options, process.env, readPackageIdentity, notice);
    this.#core = new TransportCore(this.#settings);
    this.#unregister = registerEnding({
      beforeExit: () => {
        if (this.#closing === undefined && this.#core.hasUnfinished) void this.#finishOnce();
      },
      exit: () => this.#core.abandon(),
      onSignal: this.#settings.handleSignals
        ? async () => {
            await this.shutdown();
          }
        : undefined,
    });
  }

  /** UUID of this transport's life; the `instance` of its records and the key of its messages. */
  get instance(): string {
    return this.#core.instance;
  }

  /**
   * What winston pipes into. The stream's own way to `log` keeps a queue and a tick per record, for streams that cannot
   * take everything at once; this one can, also after its end, when a call is counted instead of being an error.
   */
  override write(info: object, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    this._write(info, 'utf8', done ?? ignore);
    return true;
  }

  /** winston's entry. The callback is called at once: holding it back would stall every other transport too. */
  override log(info: object, callback: () => void): void {
    this.#core.accept(info);
    callback();
    if ((info as { exception?: unknown }).exception === true) this.#flushException();
    else if (this.listenerCount('logged') > 0) setImmediate(() => this.emit('logged', info));
  }

  /**
   * Waits until everything logged so far is with Kafka.
   *
   * @param ms milliseconds to wait at most
   * @returns true when all of it was delivered, false when time ran out or a record was dropped meanwhile
   */
  flush(ms: number = this.#settings.shutdownTimeoutMs): Promise<boolean> {
    return this.#core.flush(ms);
  }

  /**
   * Delivers what is held, says to Kafka that this was the end, and closes the connection. May be called repeatedly.
   *
   * @param ms milliseconds to wait at most
   * @returns true when everything was delivered
   */
  shutdown(ms: number = this.#settings.shutdownTimeoutMs): Promise<boolean> {
    this.#closing ??= this.#core.close(ms).finally(() => this.#unregister());
    return this.#closing;
  }

  /**
   * Delivers what is held and says to Kafka that this was the end, but stays usable: for frameworks that end in steps.
   *
   * @param ms milliseconds to wait at most
   * @returns true when everything was delivered
   */
  finish(ms: number = this.#settings.shutdownTimeoutMs): Promise<boolean> {
    return this.#core.finish(ms);
  }

  /** Counts since the start. */
  stats(): TransportStats {
    return this.#core.stats();
  }

  /** `logger.close()` and `logger.remove()` call this and wait for nothing. */
  override close(): void {
    void this.shutdown();
  }

  /** `logger.end()` waits for this before it emits `finish`. */
  override _final(callback: (error?: Error | null) => void): void {
    void this.shutdown().then(() => callback());
  }

  async #finishOnce(): Promise<void> {
    const { accepted } = this.#core.stats();
    // Node asks again whenever the loop runs dry: what could not be delivered once must not keep the process for ever.
    if (accepted === this.#triedUpTo) return;
    this.#triedUpTo = accepted;
    this.#closing = this.#core.finish(this.#settings.shutdownTimeoutMs);
    await this.#closing;
    // The loop may go on with new work, and with new records; unless this was the end, all stays usable.
    this.#closing = undefined;
  }

  /** winston's exception handler sets `_ending` and waits for `finish`; without it the process takes three seconds to end. */
  #flushException(): void {
    void this.#core.flush(EXCEPTION_FLUSH_MS).then(() => {
      if ((this as { _ending?: unknown })._ending === true) this.emit('finish');
    });
  }
}

function ignore(): void {
  // Nobody asked to be told.
}
