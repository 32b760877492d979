import { type DropReport, MAX_DROP_RANGES, SEVERITY } from '@log-monitor/log-record';
import { type TransportSettings } from '../options/transport-options.js';
import { type DropAccount } from '../queue/drop-account.js';
import { type HeldRecord, LANE } from '../queue/held-record.js';
import { type KafkaLink } from '../send/kafka-link.js';
import { type ReplayStats, SpoolReplay } from './spool-replay.js';
import { ownerId } from './spool-folder.js';
import { Spool, type SpoolStats, type SpooledRecord } from './spool.js';

const FIRST_ERROR = 4;

/** What the spool did, for `stats()`. */
export type LastWordsStats = SpoolStats & ReplayStats;

/** Decides what goes to the spool and when it is read; without a spool it does nothing. */
export class LastWords {
  private readonly spool: Spool | undefined;
  private readonly replay: SpoolReplay | undefined;
  /** Lowest severity that is written down; Infinity without a spool. */
  readonly threshold: number;

  constructor(settings: TransportSettings, instance: string) {
    this.threshold = settings.spool === false ? Number.POSITIVE_INFINITY : SEVERITY[settings.spool.level];
    if (settings.spool === false) return;
    this.spool = new Spool(settings.spool, instance, settings);
    this.replay = new SpoolReplay(this.spool.folder, ownerId(instance), settings, settings.onNotice);
  }

  /** Writes a record down if its level asks for it; returns its segment, 0 for none. */
  keep(severity: number, seq: number, text: string, now: number): number {
    if (severity < this.threshold || this.spool === undefined) return 0;
    return this.spool.append(severity >= FIRST_ERROR ? 'error' : 'record', seq, text, now);
  }

  /** A record needs its copy no more. */
  settle(segment: number): void {
    if (segment !== 0) this.spool?.settle(segment);
  }

  /** Sends what dead processes left; see {@link SpoolReplay.run}. */
  async recover(link: KafkaLink): Promise<unknown> {
    return this.replay?.run(link);
  }

  /**
   * The process ends with these records undelivered: they are written down for the next start, with the drops that
   * nobody has been told of. Synchronous.
   *
   * @returns the numbers of those that found no room
   */
  spill(records: readonly HeldRecord[], drops: DropAccount): number[] {
    if (this.spool === undefined) return [];
    const now = Date.now();
    const lost = this.spool.appendAll(unspooled(records), now);
    for (;;) {
      const dropped = drops.next(MAX_DROP_RANGES);
      if (dropped.length === 0) break;
      const report: DropReport = { v: 1, instance: this.spool.instance, report: true, dropped };
      if (this.spool.append('report', 0, JSON.stringify(report), now) === 0) break;
      drops.acknowledge(dropped);
    }
    return lost;
  }

  close(): void {
    this.spool?.close();
  }

  get records(): number {
    return this.spool?.records ?? 0;
  }

  stats(): LastWordsStats {
    const replay = this.replay?.stats ?? { recovered: 0, corrupt: 0 };
    return { ...(this.spool?.stats() ?? { state: 'off', bytes: 0 }), ...replay };
  }
}

function* unspooled(records: readonly HeldRecord[]): Generator<SpooledRecord> {
  for (const { seq, segment, bytes, severity, lanes } of records) {
    if (segment !== 0 || lanes === LANE.refused) continue;
    yield { kind: severity >= FIRST_ERROR ? 'error' : 'record', seq, payload: bytes };
  }
}
