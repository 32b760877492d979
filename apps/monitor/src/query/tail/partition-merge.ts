import { newestFirst } from '../records/list-order.js';
import type { TailPartition } from './tail-vector.js';
import type { TailRecord } from './tail-rows.js';

/**
 * Puts records of several partitions into one order. Each partition keeps its own: how far a reader has come is known by it. Among the partitions the earlier record comes
 * first, and the records of one process come in the order of its calls: its errors come by another partition than what it logged between them.
 *
 * @param records those of each partition in the order of their offsets
 */
export function mergePartitions(records: readonly TailRecord[]): TailRecord[] {
  const partitions = new Map<TailPartition, PartitionRecords>();
  for (const record of records) {
    const partition = partitions.get(record.partition);
    if (partition === undefined) partitions.set(record.partition, { records: [record], next: 0, isBusy: false });
    else partition.records.push(record);
  }
  if (partitions.size < 2) return [...records];
  return new PartitionMerge(partitions, callsBefore(records)).merge();
}

interface PartitionRecords {
  records: TailRecord[];
  next: number;
  /** It is waited for by itself: the partitions contradict one another, and nothing can be right. */
  isBusy: boolean;
}

class PartitionMerge {
  readonly #merged: TailRecord[] = [];
  readonly #done = new Set<TailRecord>();

  constructor(
    private readonly partitions: ReadonlyMap<TailPartition, PartitionRecords>,
    private readonly before: ReadonlyMap<TailRecord, TailRecord>,
  ) {}

  merge(): TailRecord[] {
    for (let first = this.#earliest(); first; first = this.#earliest()) this.#takeUpTo(first);
    return this.#merged;
  }

  #earliest(): TailRecord | undefined {
    let earliest: TailRecord | undefined;
    for (const { records, next } of this.partitions.values()) {
      const head = records[next];
      if (head && (!earliest || newestFirst(head.row, earliest.row) > 0)) earliest = head;
    }
    return earliest;
  }

  /** Takes a partition's records up to this one, and before each what its process logged before it. As deep as there are partitions. */
  #takeUpTo(last: TailRecord): void {
    const partition = this.partitions.get(last.partition) as PartitionRecords;
    if (partition.isBusy) return;
    partition.isBusy = true;
    while (!this.#done.has(last)) {
      const head = partition.records[partition.next] as TailRecord;
      const earlier = this.before.get(head);
      if (earlier && !this.#done.has(earlier)) this.#takeUpTo(earlier);
      partition.next += 1;
      this.#done.add(head);
      this.#merged.push(head);
    }
    partition.isBusy = false;
  }
}

/** For each record the one that its process logged before it, if that came by another partition. */
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
      if (earlier && earlier.partition !== call.partition) before.set(call, earlier);
    }
  }
  return before;
}
