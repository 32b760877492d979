import { DROP_REASONS, type DropRange, type DropReason } from '@log-monitor/log-record';

/**
 * Ranges of dropped numbers as short text: a list per reason that alternates between the gap to the next range and its
 * length. In the worst mixture a full buffer leaves tens of thousands of ranges, and as reports they would take as much
 * room in the spool as a tenth of the records.
 */
export function shortenDrops(ranges: readonly DropRange[]): string {
  const lists = new Map<DropReason, { next: number; numbers: number[] }>();
  for (const { reason, from, to } of ranges) {
    const list = lists.get(reason) ?? { next: 0, numbers: [] };
    lists.set(reason, list);
    list.numbers.push(from - list.next, to - from + 1);
    list.next = to + 1;
  }
  return JSON.stringify(Object.fromEntries([...lists].map(([reason, { numbers }]) => [reason, numbers])));
}

/** The ranges again; those that can be read, if a file was written by somebody else. */
export function expandDrops(text: string): DropRange[] {
  const lists = parseObject(text);
  const ranges: DropRange[] = [];
  for (const reason of DROP_REASONS) {
    const numbers: unknown = lists[reason];
    if (!Array.isArray(numbers) || !numbers.every(isCount)) continue;
    let next = 0;
    for (let at = 0; at + 1 < numbers.length; at += 2) {
      const from = next + (numbers[at] as number);
      const to = from + (numbers[at + 1] as number) - 1;
      if (from < 1 || to < from || !Number.isSafeInteger(to)) break;
      ranges.push({ reason, from, to });
      next = to + 1;
    }
  }
  return ranges;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // The checksum held, so a program wrote it; but not this one.
    return {};
  }
}
