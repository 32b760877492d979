import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CollectorSettings, type SourceSettings } from './config/collector-settings.js';
import { type FileLinesContext } from './delivery/file-lines.js';
import { KafkaLines } from './delivery/kafka-lines.js';
import { type LineCounts, noLines } from './line/line-counts.js';
import { Room } from './delivery/room.js';
import { FileSource } from './file/file-source.js';
import { LiveFiles } from './file/live-files.js';
import { PositionStore } from './position/position-store.js';
import { StateLock } from './state-lock.js';
import { Troubles } from './notice/troubles.js';

/** Bytes of all files together that are on their way. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
const END_MS = 8_000;

/** A part that brings lines. */
export interface LineSource {
  start(): Promise<void>;
  /** Takes no more lines. */
  stop(): Promise<void>;
  /** Waits until Kafka has its lines, at most so many milliseconds, and lets go of everything. */
  close(ms: number): Promise<void>;
}

/** Everything together: sources, deliveries and positions. */
export class Collector {
  readonly counts: LineCounts = noLines();
  readonly #kafka: KafkaLines;
  readonly #positions: PositionStore;
  readonly #sources: LineSource[];
  readonly #files: FileSource[] = [];

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
    };
    const live = new LiveFiles();
    const troubles = new Troubles(notice);
    this.#sources = settings.sources.map((source) => this.#make(source, context, live, troubles));
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

  /** Files have been read to their ends, and Kafka has all of it. */
  async finished(signal: AbortSignal): Promise<void> {
    for (const source of this.#files) await source.finish(signal);
  }

  /** Takes no more lines, waits for Kafka some seconds, and lets go of everything. */
  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()));
    await Promise.all(this.#sources.map((source) => source.close(END_MS)));
    await this.#kafka.stop();
    await Promise.race([this.#positions.save(), delay(END_MS, undefined, { ref: false })]);
    this.lock.release();
  }

  #make(source: SourceSettings, context: FileLinesContext, live: LiveFiles, troubles: Troubles): LineSource {
    const { identity, input } = source;
    if (input.kind !== 'files') throw new Error(`${input.kind} is not there yet`);
    const files = new FileSource({ identity, files: input.files, from: input.from }, context, live, troubles);
    this.#files.push(files);
    return files;
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
