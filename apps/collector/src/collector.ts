import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CollectorSettings } from './config/collector-settings.js';
import { KafkaLines } from './delivery/kafka-lines.js';
import { type LineCounts, noLines } from './line/line-counts.js';
import { Room } from './delivery/room.js';
import { LiveFiles } from './file/live-files.js';
import { type LineSource, makeSource } from './make-source.js';
import { PositionStore } from './position/position-store.js';
import { StateLock } from './state-lock.js';
import { Troubles } from './notice/troubles.js';

/** Bytes of all files together that are on their way. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
const END_MS = 8_000;

/** Everything together: sources, deliveries and positions. */
export class Collector {
  readonly counts: LineCounts = noLines();
  readonly #kafka: KafkaLines;
  readonly #positions: PositionStore;
  readonly #sources: LineSource[];

  private constructor(
    settings: CollectorSettings,
    private readonly lock: StateLock,
    notice: (line: string) => void,
  ) {
    this.#positions = new PositionStore(join(settings.stateDir, 'positions.json'), notice);
    this.#kafka = new KafkaLines(settings.kafka, onceAMinute(notice));
    const context = {
      kafka: this.#kafka,
      positions: this.#positions,
      room: new Room(MAX_HELD_BYTES),
      counts: this.counts,
      live: new LiveFiles(),
      troubles: new Troubles(notice),
    };
    this.#sources = settings.sources.map((source) => makeSource(source, settings, context));
  }

  /** @throws StateInUse, PositionsUnreadable; or the error of the system when the state cannot be kept */
  static async open(settings: CollectorSettings, notice: (line: string) => void): Promise<Collector> {
    const lock = await StateLock.take(settings.stateDir);
    try {
      return new Collector(settings, lock, notice);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async start(): Promise<void> {
    for (const source of this.#sources) await source.start();
  }

  /** Resolves when no more lines will come and Kafka has those that came; or when the signal is given. */
  async finished(signal: AbortSignal): Promise<void> {
    for (const source of this.#sources) await source.finish(signal);
  }

  /** Takes no more lines, waits for Kafka some seconds, and lets go of everything. */
  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()));
    await Promise.all(this.#sources.map((source) => source.close(END_MS)));
    await this.#kafka.stop();
    await Promise.race([this.#positions.save(), delay(END_MS, undefined, { ref: false })]);
    this.lock.release();
  }
}

/** Each delivery tells the same trouble; its owner hears of it once a minute. */
function onceAMinute(notice: (line: string) => void): (line: string) => void {
  const told = new Map<string, number>();
  return (line) => {
    const subject = line.slice(0, 40);
    if (Date.now() - (told.get(subject) ?? 0) < 60_000) return;
    told.set(subject, Date.now());
    notice(line);
  };
}
