import type { AccessRecord } from '@log-monitor/access-record';
import { request } from '../../access-statistics/test/sample-records.js';
import { AnomalyWatch } from '../src/anomaly-watch.js';
import { FactsTally } from '../src/facts/write/facts-tally.js';
import { readFacts } from '../src/facts/read/read-facts.js';
import { WindowFacts } from '../src/facts/window-facts.js';
import type { Finding } from '../src/finding/finding.js';

export { random } from '../../access-statistics/test/sample-records.js';

/** Begin of all, seconds since 1970: a Monday, 00:00 UTC. */
export const BEGIN = Date.UTC(2026, 10, 23) / 1000;
export const HOST = 'shop.example.com';

/** One for all, as in the monitor. */
const TALLY = new FactsTally();

export type Line = Partial<AccessRecord>;

/** Lines of a window, by its number. */
export type Lines = (window: number) => readonly Line[];

/** The same traffic in every window: visitors who ask for orders. */
export function visitors(count: number, members: Line = {}): Line[] {
  return Array.from({ length: count }, (_, at) => ({
    clientAddress: `10.${at % 50}.0.${at % 7}`,
    httpRoute: `/orders/${at % 3}`,
    durationMs: 20 + (at % 20),
    userAgentOriginal: 'Mozilla/5.0',
    ...members,
  }));
}

/** A window as it is stored, in one part. @param lines also the order in which they came */
export function stored(window: number, lines: readonly Line[]): Buffer {
  for (const [at, line] of lines.entries()) {
    const time = (BEGIN + 10 * window) * 1000 + (at * 9_999) / Math.max(1, lines.length);
    TALLY.add(1, time, request({ serverAddress: HOST, ...line }));
  }
  return TALLY.take()[0]?.body ?? Buffer.alloc(0);
}

/** A window of the parts that are stored of it; undefined without any lines. */
export function factsOf(parts: readonly Uint8Array[]): WindowFacts | undefined {
  if (parts.every(({ length }) => length === 0)) return undefined;
  const facts = new WindowFacts();
  for (const part of parts) readFacts(part, () => facts);
  return facts;
}

/** Judges so many windows. @returns what came of them */
export function judged(windows: number, lines: Lines): Finding[] {
  const watch = new AnomalyWatch(1);
  const findings = new Map<string, Finding>();
  for (let window = 0; window < windows; window += 1) {
    const facts = factsOf([stored(window, lines(window))]);
    for (const finding of watch.judge(BEGIN + 10 * window, facts)) findings.set(finding.key, finding);
  }
  return [...findings.values()];
}
