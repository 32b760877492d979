import type { DropReason } from '@log-monitor/log-record';

/** What became of a process's numbers, as the test knows it: the oracle, kept outside of the system under test. */
export interface InstanceTruth {
  service: string;
  instance: string;
  /** Numbers 1 to this one were handed out. */
  handedOut: number;
  /** Numbers that never reached Kafka: why the process dropped them, or `missing` where nobody said why. */
  absent: ReadonlyMap<number, DropReason | 'missing'>;
  /** How many records of each level reached Kafka, by the level's name in lower case. */
  byLevel: Readonly<Record<string, number>>;
  /** Copies in the main topic beyond the first of each number. */
  duplicates: number;
  /** Whether it said that it has ended; undefined: of no account here. */
  ended?: boolean;
}

/** PostgreSQL's text of the multirange that holds these numbers; made without the product's own interval set. */
export function multirangeOf(numbers: Iterable<number>): string {
  const parts: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === number) last[1] = number + 1;
    else parts.push([number, number + 1]);
  }
  return `{${parts.map(([from, to]) => `[${from},${to})`).join(',')}}`;
}

/** Numbers of an instance that reached Kafka, in order. */
export function* reached({ handedOut, absent }: InstanceTruth): Generator<number> {
  for (let number = 1; number <= handedOut; number += 1) if (!absent.has(number)) yield number;
}

/** Numbers that are absent for this reason, in order. */
export function absentFor({ absent }: InstanceTruth, reason: DropReason | 'missing'): number[] {
  return [...absent].flatMap(([number, why]) => (why === reason ? [number] : [])).sort((a, b) => a - b);
}
