import { type DropRange, MAX_DROP_RANGES, MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { type DropAccount } from '../queue/drop-account.js';
import { type HeldRecord, LANE } from '../queue/held-record.js';

/** Carrying records per batch: 4,000 ranges a batch catch up with any backlog of drops in seconds. */
const MAX_CARRIERS = 20;
const MAX_RANGE_BYTES = 80;
const CLOSING_BRACE = 1;

/** Drop reports under way with one batch. */
export interface Consignment {
  /** Values to send instead of the records' own bytes. */
  readonly values: ReadonlyMap<HeldRecord, Buffer>;
  /** Ranges by the record that carries them. */
  readonly ranges: ReadonlyMap<HeldRecord, readonly DropRange[]>;
}

const NOTHING: Consignment = { values: new Map(), ranges: new Map() };

/**
 * Puts drop reports into records as they are sent, so that no report waits in a queue or gets lost with a dropped
 * record. One batch at a time carries reports; they are repeated until Kafka has acknowledged them.
 */
export class DropCourier {
  private busy = false;

  constructor(
    private readonly account: DropAccount,
    private readonly instance: string,
  ) {}

  get hasWork(): boolean {
    return this.account.hasUnreported && !this.busy;
  }

  /** Chooses carriers among the records of a batch. */
  load(batch: readonly HeldRecord[]): Consignment {
    if (!this.hasWork) return NOTHING;
    const room = MAX_RECORD_BYTES - MAX_DROP_RANGES * MAX_RANGE_BYTES;
    const carriers = batch
      .filter((record) => (record.lanes & LANE.main) !== 0 && record.bytes.length <= room)
      .slice(0, MAX_CARRIERS);
    if (carriers.length === 0) return NOTHING;
    const all = this.account.next(carriers.length * MAX_DROP_RANGES);
    const values = new Map<HeldRecord, Buffer>();
    const ranges = new Map<HeldRecord, DropRange[]>();
    for (const [index, carrier] of carriers.entries()) {
      const share = all.slice(index * MAX_DROP_RANGES, (index + 1) * MAX_DROP_RANGES);
      if (share.length === 0) break;
      ranges.set(carrier, share);
      values.set(carrier, withDropped(carrier.bytes, share));
    }
    this.busy = true;
    return { values, ranges };
  }

  /** The batch is back: what was acknowledged is reported, the rest goes again. */
  unload(consignment: Consignment): void {
    if (consignment === NOTHING) return;
    this.busy = false;
    for (const [{ lanes }, ranges] of consignment.ranges) {
      if ((lanes & LANE.main) === 0 && lanes !== LANE.refused) this.account.acknowledge(ranges);
    }
  }

  /** A report that travels alone (API §3), with the ranges it holds. An empty one marks a clean end. */
  loneReport(): { value: Buffer; ranges: DropRange[] } {
    const dropped = this.account.next(MAX_DROP_RANGES);
    const report = { v: 1, instance: this.instance, report: true, dropped };
    return { value: Buffer.from(JSON.stringify(report)), ranges: dropped };
  }

  acknowledge(ranges: readonly DropRange[]): void {
    this.account.acknowledge(ranges);
  }
}

function withDropped(bytes: Buffer, ranges: readonly DropRange[]): Buffer {
  const tail = Buffer.from(`,"dropped":${JSON.stringify(ranges)}}`);
  return Buffer.concat([bytes.subarray(0, bytes.length - CLOSING_BRACE), tail]);
}
