import { type DropRange, type DropReport, MAX_DROP_RANGES, MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { type HeldRecord, PENDING } from '../queue/held-record.js';
import type { DropAccount } from './drop-account.js';

/** Records per batch that get a report: 4,000 ranges a batch catch up with any backlog of drops in seconds. */
const MAX_RECORDS = 20;
const MAX_RANGE_BYTES = 80;
const CLOSING_BRACE = 1;

/** Drop reports on their way with one batch. */
export interface AttachedReports {
  /** Values to send instead of the records' own bytes. */
  readonly values: ReadonlyMap<HeldRecord, Buffer>;
  /** Ranges by the record that has them. */
  readonly ranges: ReadonlyMap<HeldRecord, readonly DropRange[]>;
}

const NOTHING: AttachedReports = { values: new Map(), ranges: new Map() };

/**
 * Puts drop reports into records as they are sent, so that no report waits in a queue or gets lost with a dropped
 * record. One batch at a time has reports; they are repeated until Kafka has acknowledged them.
 */
export class DropReporter {
  #busy = false;

  constructor(
    private readonly account: DropAccount,
    readonly instance: string,
    /** False when records are no JSON objects: then reports travel alone. */
    private readonly attaches = true,
  ) {}

  get hasWork(): boolean {
    return this.account.hasUnreported && !this.#busy;
  }

  /** Puts reports into some records of a batch. */
  attach(batch: readonly HeldRecord[]): AttachedReports {
    if (!this.attaches || !this.hasWork) return NOTHING;
    const room = MAX_RECORD_BYTES - MAX_DROP_RANGES * MAX_RANGE_BYTES;
    const chosen = batch
      .filter(({ pending, bytes }) => (pending & PENDING.main) !== 0 && bytes.length <= room)
      .slice(0, MAX_RECORDS);
    if (chosen.length === 0) return NOTHING;
    const all = this.account.next(chosen.length * MAX_DROP_RANGES);
    const values = new Map<HeldRecord, Buffer>();
    const ranges = new Map<HeldRecord, DropRange[]>();
    for (const [index, record] of chosen.entries()) {
      const share = all.slice(index * MAX_DROP_RANGES, (index + 1) * MAX_DROP_RANGES);
      if (share.length === 0) break;
      ranges.set(record, share);
      values.set(record, withDropped(record.bytes, share));
    }
    this.#busy = true;
    return { values, ranges };
  }

  /** The batch has come to its end: what was acknowledged is reported, the rest goes again. */
  detach(reports: AttachedReports): void {
    if (reports === NOTHING) return;
    this.#busy = false;
    for (const [{ pending }, ranges] of reports.ranges) {
      if ((pending & PENDING.main) === 0 && pending !== PENDING.refused) this.account.acknowledge(ranges);
    }
  }

  /** A report that travels alone, with the ranges it holds. An empty one marks a clean end. */
  loneReport(): { value: Buffer; ranges: DropRange[] } {
    const ranges = this.account.next(MAX_DROP_RANGES);
    return { value: encodeDropReport(this.instance, ranges), ranges };
  }

  acknowledge(ranges: readonly DropRange[]): void {
    this.account.acknowledge(ranges);
  }
}

/** A drop report as a message of its own. */
export function encodeDropReport(instance: string, dropped: DropRange[]): Buffer {
  const report: DropReport = { v: 1, instance, report: true, dropped };
  return Buffer.from(JSON.stringify(report));
}

function withDropped(bytes: Buffer, ranges: readonly DropRange[]): Buffer {
  const tail = Buffer.from(`,"dropped":${JSON.stringify(ranges)}}`);
  return Buffer.concat([bytes.subarray(0, bytes.length - CLOSING_BRACE), tail]);
}
