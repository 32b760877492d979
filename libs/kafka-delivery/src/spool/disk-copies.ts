import type { DropReason } from '@log-monitor/log-record';
import type { DeliverySettings } from '../settings/delivery-settings.js';
import type { DropAccount } from '../drops/drop-account.js';
import { shortenDrops } from '../drops/drops-in-short.js';
import type { KafkaLink } from '../kafkajs/kafka-link.js';
import { type HeldRecord, PENDING } from '../queue/held-record.js';
import type { RecordQueue } from '../queue/record-queue.js';
import { copyRecords, forgetCopies } from '../queue/single-priority-queue.js';
import { MessageHeaders } from '../send/message-headers.js';
import { type ReplayStats, SpoolReplay } from './spool-replay.js';
import { ownerId } from './spool-folder.js';
import { Spool, type SpoolStats } from './spool.js';

/** Ranges that fit into one frame, whatever their size. */
const RANGES_PER_FRAME = 8_000;

/** What the spool did, for `stats()`. */
export type DiskCopiesStats = SpoolStats & ReplayStats;

/** Decides which records have a copy in the spool, and when the spool is read; without a spool it does nothing. */
export class DiskCopies {
  readonly #spool: Spool | undefined;
  readonly #replay: SpoolReplay | undefined;
  /** Lowest priority that is written down; Infinity without a spool. */
  readonly #from: number;

  constructor(settings: DeliverySettings, instance: string) {
    this.#from = settings.spool === false ? Number.POSITIVE_INFINITY : settings.spool.from;
    if (settings.spool === false) return;
    this.#spool = new Spool(settings.spool, instance, settings);
    this.#replay = new SpoolReplay(
      this.#spool.folder,
      ownerId(instance),
      settings.topics,
      settings.onNotice,
      new MessageHeaders(settings.plain),
    );
  }

  /** Writes a record down if its priority asks for it; returns its segment, 0 for none. */
  keep(priority: number, seq: number, record: Uint8Array, now: number): number {
    if (priority < this.#from || this.#spool === undefined) return 0;
    return this.#spool.append(this.#spool.kindOf(priority), seq, record, now);
  }

  /** A record needs its copy no more. */
  settle(segment: number): void {
    if (segment !== 0) this.#spool?.settle(segment);
  }

  /** Sends what dead processes left; see {@link SpoolReplay.run}. */
  async recover(link: KafkaLink): Promise<unknown> {
    return this.#replay?.run(link);
  }

  /**
   * Writes down some of what waits, a quarter of a megabyte at most.
   *
   * @returns false when nothing is left to write down, or the disk refuses
   */
  copySome(queue: RecordQueue): boolean {
    const spool = this.#spool;
    return spool !== undefined && queue.copySome((records) => spool.appendAll(records, Date.now()));
  }

  /**
   * The process ends with these records undelivered: they are written down for the next start, with the drops that
   * nobody has been told of. What finds no room is dropped. Synchronous.
   *
   * @param out records that are not in the queue, because they are on their way
   */
  keepRest(queue: RecordQueue, out: readonly HeldRecord[], drops: DropAccount): void {
    const sendable = out.filter(({ pending }) => pending !== PENDING.refused);
    const spool = this.#spool;
    if (spool === undefined) {
      dropUncopied('shutdown', queue, sendable, drops);
      return;
    }
    const gone = spool.takeGone();
    queue.forgetCopies(gone);
    forgetCopies(sendable, gone);
    while (this.copySome(queue));
    while (copyRecords(sendable, (records) => spool.appendAll(records, Date.now())));
    if (queue.hasUncopied || sendable.some(({ segment }) => segment === 0)) {
      dropUncopied('spool_full', queue, sendable, drops);
    }
    const untold = drops.next(Number.POSITIVE_INFINITY);
    for (let at = 0; at < untold.length; at += RANGES_PER_FRAME) {
      spool.append('drops', 0, shortenDrops(untold.slice(at, at + RANGES_PER_FRAME)), Date.now());
    }
  }

  close(): void {
    this.#spool?.close();
  }

  get records(): number {
    return this.#spool?.records ?? 0;
  }

  stats(): DiskCopiesStats {
    const replay = this.#replay?.stats ?? { recovered: 0, corrupt: 0 };
    return { ...(this.#spool?.stats() ?? { state: 'off', bytes: 0 }), ...replay };
  }
}

function dropUncopied(reason: DropReason, queue: RecordQueue, out: readonly HeldRecord[], drops: DropAccount): void {
  const waiting = queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  for (const record of [...out, ...waiting]) {
    if (record.segment !== 0) continue;
    queue.settle(record);
    drops.add(reason, record.seq);
  }
}
