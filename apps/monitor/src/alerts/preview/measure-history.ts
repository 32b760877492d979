import { kindOf } from '../kind/kind-list.js';
import type { WatchedRule } from '../kind/watched-rule.js';
import { type Measurements, measureLogs, measureSamples, spansOf } from '../measure/measurements.js';
import { MinuteTable, type Span } from '../measure/minute-table.js';
import { type Read, readSamples, readServices } from '../measure/read-measurements.js';
import { readMinutes } from '../measure/read-minutes.js';
import { MINUTE_MS } from '../../time/durations.js';
import { WARM_UP_MS } from './back-test.js';

/**
 * Reads what a back-test needs.
 *
 * @param span the moments that are evaluated
 * @returns what was measured at each of them, to be asked for from the first to the last
 */
export async function measureHistory(
  read: Read,
  rules: readonly WatchedRule[],
  span: Span,
): Promise<(at: number) => Measurements> {
  const questions = rules.map((watched) => kindOf(watched.rule).question(watched));
  const first = span.from - WARM_UP_MS;
  if (rules.every(({ rule }) => kindOf(rule).clock === 'wall')) {
    const longest = Math.max(...questions.map(({ window }) => window)) + 1;
    const samples = await readSamples(read, first - longest * MINUTE_MS, span.to);
    return (at) => measureSamples(samples, questions, at);
  }
  const services = await readServices(read);
  const watched = services.filter((service) => rules.some((rule) => rule.watches(service.name)));
  const ids = watched.length === services.length ? undefined : watched.map(({ id }) => id);
  const table = new MinuteTable();
  for (const { from, to } of mergedSpans(spansOf(questions, first), span.to - first)) {
    for (const closed of await readMinutes(read, from, to, ids)) table.put(closed);
  }
  return (at) => measureLogs(table, services, questions, at);
}

/** Spans of the first evaluation, as far as they move until the last one; what overlaps is read once. */
function mergedSpans(spans: readonly Span[], moves: number): Span[] {
  const sorted = spans.map(({ from, to }) => ({ from, to: to + moves })).sort((left, right) => left.from - right.from);
  const merged: { from: number; to: number }[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}
