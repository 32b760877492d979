import { kindOf } from '../kind/kind-list.js';
import type { WatchedRule } from '../kind/watched-rule.js';
import { type Measurements, measureLogs, measureSamples } from '../measure/measurements.js';
import type { Span } from '../measure/minute-table.js';
import { problemSpan, readProblems } from '../measure/problem-minutes.js';
import { ProblemTable } from '../measure/problem-table.js';
import { readNarrowed } from '../measure/read-narrowed.js';
import { type Read, readSamples, readServices } from '../measure/read-measurements.js';
import { MINUTE_MS } from '../../time/durations.js';
import { WARM_UP_MS } from './back-test.js';
import { RecordHistory } from './record-history.js';
import { RequestHistory } from './request-history.js';

/** What was measured at a moment; to be asked from the first moment to the last. */
export type MeasureAt = (at: number) => Promise<Measurements>;

/**
 * Reads what a back-test needs.
 *
 * @param span the moments that are evaluated
 */
export async function measureHistory(read: Read, rules: readonly WatchedRule[], span: Span): Promise<MeasureAt> {
  const questions = rules.map((watched) => kindOf(watched.rule).question(watched));
  const first = span.from - WARM_UP_MS;
  if (rules.every(({ rule }) => kindOf(rule).clock === 'wall')) {
    const longest = Math.max(...questions.map(({ window }) => window)) + 1;
    const samples = await readSamples(read, first - longest * MINUTE_MS, span.to);
    return (at) => Promise.resolve(measureSamples(samples, questions, at));
  }
  const services = await readServices(read);
  const watched = services.filter((service) => rules.some((rule) => rule.watches(service.name)));
  const ids = watched.length === services.length ? undefined : watched.map(({ id }) => id);
  const records = new RecordHistory(read, questions, { from: first, to: span.to }, ids);
  const narrowed = await readNarrowed(read, new Map(), {
    questions,
    services,
    at: first,
    to: span.to,
    unclosed: 'count',
  });
  const problems = new ProblemTable();
  const spanOfProblems = problemSpan(questions, first);
  if (spanOfProblems !== undefined) problems.put(await readProblems(read, { from: spanOfProblems.from, to: span.to }));
  const requests = new RequestHistory(read, questions, { from: first, to: span.to });
  return async (at) => {
    const table = await records.at(at);
    return measureLogs({ table, services, narrowed, requests: await requests.at(at), problems }, questions, at);
  };
}
