import type { AccessRecord } from '@log-monitor/access-record';
import { request } from '../../access-statistics/test/sample-records.js';
import { AnomalyWatch } from '../src/anomaly-watch.js';
import { FactsTally } from '../src/facts/facts-tally.js';
import type { Finding } from '../src/finding/finding.js';
import type { SilenceRule } from '../src/silence/silence-rules.js';

export { random } from '../../access-statistics/test/sample-records.js';

/** Begin of all, seconds since 1970: a Monday, 00:00 UTC. */
export const BEGIN = Date.UTC(2026, 10, 23) / 1000;
export const HOST = 'shop.example.com';

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

/** Adds the lines of a window to a tally. */
export function addLines(tally: FactsTally, window: number, lines: readonly Line[]): void {
  for (const [at, line] of lines.entries()) {
    const time = (BEGIN + 10 * window) * 1000 + (at * 9_999) / Math.max(1, lines.length);
    tally.add(1, time, request({ serverAddress: HOST, ...line }));
  }
}

/** Judges so many windows. @returns what came of them, by key */
export function judged(windows: number, lines: Lines, silences: readonly SilenceRule[] = []): Finding[] {
  const watch = new AnomalyWatch();
  const findings = new Map<string, Finding>();
  for (let window = 0; window < windows; window += 1) {
    const tally = new FactsTally();
    addLines(tally, window, lines(window));
    const start = BEGIN + 10 * window;
    for (const finding of watch.judge(start, tally.take(start), silences)) findings.set(finding.key, finding);
  }
  return [...findings.values()];
}
