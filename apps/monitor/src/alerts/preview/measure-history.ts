import { kindOf } from '../kind/kind-list.js';
import type { WatchedRule } from '../kind/watched-rule.js';
import {
  type KnownService,
  type Measurements,
  measureLogs,
  measureSamples,
  type Question,
  requestWindows,
  spansOf,
} from '../measure/measurements.js';
import { MinuteTable, type Span } from '../measure/minute-table.js';
import { problemSpan, readProblems } from '../measure/problem-minutes.js';
import { ProblemTable } from '../measure/problem-table.js';
import { readNarrowed } from '../measure/read-narrowed.js';
import { type Read, readSamples, readServices } from '../measure/read-measurements.js';
import { readMinutes } from '../measure/read-minutes.js';
import { type RequestMinutes, readRequests } from '../measure/request-minutes.js';
import type { RequestSums, RequestWindow } from '../measure/request-sums.js';
import { RequestTable } from '../measure/request-table.js';
import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { WARM_UP_MS } from './back-test.js';

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
  const table = await readTable(read, rules, services, { from: first, to: span.to }, questions);
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
  const requests = new RequestHistory(read, questions, span.to);
  return async (at) =>
    measureLogs({ table, services, narrowed, requests: await requests.at(at), problems }, questions, at);
}

async function readTable(
  read: Read,
  rules: readonly WatchedRule[],
  services: readonly KnownService[],
  { from: first, to }: Span,
  questions: readonly Question[],
): Promise<MinuteTable> {
  const watched = services.filter((service) => rules.some((rule) => rule.watches(service.name)));
  const ids = watched.length === services.length ? undefined : watched.map(({ id }) => id);
  const table = new MinuteTable();
  for (const span of mergedSpans(spansOf(questions, first), to - first)) {
    for (const closed of await readMinutes(read, span.from, span.to, ids)) table.put(closed);
  }
  return table;
}

/** Windows of requests from moment to moment; their minutes are read an hour at a time. */
class RequestHistory {
  readonly #windows: readonly RequestWindow[];
  readonly #table = new RequestTable();
  #minutes: RequestMinutes | undefined;
  #readThrough = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly read: Read,
    questions: readonly Question[],
    private readonly to: number,
  ) {
    this.#windows = requestWindows(questions);
  }

  async at(at: number): Promise<ReadonlyMap<string, RequestSums>> {
    if (this.#minutes === undefined || at > this.#readThrough) {
      this.#readThrough = Math.min(at + HOUR_MS - MINUTE_MS, this.to);
      const needed = this.#table.needed(this.#windows, at, this.#readThrough);
      this.#minutes = await readRequests(this.read, needed, 'count');
    }
    return this.#table.sums(this.#windows, at, this.#minutes);
  }
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
