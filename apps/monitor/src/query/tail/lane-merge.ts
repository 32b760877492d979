import { newestFirst } from '../records/list-order.js';
import { type TailLane } from './tail-vector.js';
import { type TailRecord } from './tail-rows.js';

/**
 * Puts records of several lanes into one order. Each lane keeps its own: how far a reader has come is known by it. Among the lanes the earlier record comes
 * first, and the records of one process come in the order of its calls: its errors come by another lane than what it logged between them.
 *
 * @param records those of each lane in the order of their offsets
 */
export function mergeLanes(records: readonly TailRecord[]): TailRecord[] {
  const lanes = new Map<TailLane, Lane>();
  for (const record of records) {
    const lane = lanes.get(record.lane);
    if (lane === undefined) lanes.set(record.lane, { records: [record], next: 0, isBusy: false });
    else lane.records.push(record);
  }
  if (lanes.size < 2) return [...records];
  return new LaneMerge(lanes, callsBefore(records)).merge();
}

interface Lane {
  records: TailRecord[];
  next: number;
  /** It is waited for by itself: the lanes contradict one another, and nothing can be right. */
  isBusy: boolean;
}

class LaneMerge {
  readonly #merged: TailRecord[] = [];
  readonly #done = new Set<TailRecord>();

  constructor(
    private readonly lanes: ReadonlyMap<TailLane, Lane>,
    private readonly before: ReadonlyMap<TailRecord, TailRecord>,
  ) {}

  merge(): TailRecord[] {
    for (let first = this.#earliest(); first; first = this.#earliest()) this.#takeUpTo(first);
    return this.#merged;
  }

  #earliest(): TailRecord | undefined {
    let earliest: TailRecord | undefined;
    for (const { records, next } of this.lanes.values()) {
      const head = records[next];
      if (head && (!earliest || newestFirst(head.row, earliest.row) > 0)) earliest = head;
    }
    return earliest;
  }

  /** Takes a lane's records up to this one, and before each what its process logged before it. As deep as there are lanes. */
  #takeUpTo(last: TailRecord): void {
    const lane = this.lanes.get(last.lane) as Lane;
    if (lane.isBusy) return;
    lane.isBusy = true;
    while (!this.#done.has(last)) {
      const head = lane.records[lane.next] as TailRecord;
      const earlier = this.before.get(head);
      if (earlier && !this.#done.has(earlier)) this.#takeUpTo(earlier);
      lane.next += 1;
      this.#done.add(head);
      this.#merged.push(head);
    }
    lane.isBusy = false;
  }
}

/** For each record the one that its process logged before it, if that came by another lane. */
function callsBefore(records: readonly TailRecord[]): Map<TailRecord, TailRecord> {
  const byProcess = new Map<string, TailRecord[]>();
  for (const one of records) {
    const { instance, seq } = one.record;
    if (instance === undefined || seq === undefined) continue;
    const calls = byProcess.get(instance);
    if (calls === undefined) byProcess.set(instance, [one]);
    else calls.push(one);
  }
  const before = new Map<TailRecord, TailRecord>();
  for (const calls of byProcess.values()) {
    calls.sort((a, b) => (a.record.seq as number) - (b.record.seq as number));
    for (const [index, call] of calls.entries()) {
      const earlier = calls[index - 1];
      if (earlier && earlier.lane !== call.lane) before.set(call, earlier);
    }
  }
  return before;
}
