import { MINUTE_MS } from '../../time/durations.js';
import { type FailedRequest, likeness, type NearError, spanOf } from './likeness.js';

/** An error of a problem, or of errors that are alike. */
export interface KindOfError extends NearError {
  kind: string;
}

type Span = ReturnType<typeof spanOf>;

/** What happens without requests that fail is learned so far before and after them. */
export const BEFORE_AND_AFTER_MS = 5 * MINUTE_MS;
/** Errors that are compared with one request: of each side of its time the nearest. */
const MOST_OF_SIDE = 30;
/** So many requests near each error are more than chance brings together. */
const FEW_ERRORS = 2;
/** Chance gives more than so many standard deviations once in a thousand times. */
const DEVIATIONS = 3;

/**
 * Guesses by time which error made each request fail. Errors that come as often while no request fails are left out: they would be near by chance. Of those that
 * are left, the likeliest pairs are taken first. An error explains one request, unless there are far fewer errors of its kind than requests near them.
 *
 * @param requests by time
 * @param errors by time; complete from `BEFORE_AND_AFTER_MS` before the first request, or from the first request on, to as long after the last
 * @param learnsBefore false: what came before the first request is not known
 * @returns for each request an index in `errors`; undefined: none
 */
export function guessByTime(
  requests: readonly FailedRequest[],
  errors: readonly KindOfError[],
  learnsBefore: boolean,
): (number | undefined)[] {
  const near = requests.map((request) => errorsNear(request, errors));
  const spans = requests.map(spanOf);
  const unusual = unusualKinds(spans, near, errors, quietTimes(requests, spans, learnsBefore));
  const pairs = requests.flatMap((request, at) =>
    (near[at] ?? []).flatMap((index) => {
      const error = errors[index] as KindOfError;
      const hits = unusual.get(error.kind);
      return hits === undefined ? [] : [{ at, index, kind: error.kind, hits, weight: likeness(request, error) }];
    }),
  );
  const found = new Array<number | undefined>(requests.length);
  const used = new Set<number>();
  const isShared = sharedKinds(pairs);
  for (const { at, index, kind } of pairs.sort((a, b) => b.weight - a.weight)) {
    if (found[at] !== undefined || (used.has(index) && !isShared(kind))) continue;
    found[at] = index;
    used.add(index);
  }
  return Array.from(found);
}

/** Of which kinds one error may explain several requests. */
function sharedKinds(pairs: readonly { kind: string; index: number; hits: number }[]): (kind: string) => boolean {
  const kinds = new Map<string, { hits: number; errors: Set<number> }>();
  for (const { kind, index, hits } of pairs) {
    const known = kinds.get(kind) ?? { hits, errors: new Set() };
    known.errors.add(index);
    kinds.set(kind, known);
  }
  return (kind) => {
    const { hits, errors } = kinds.get(kind) ?? { hits: 0, errors: new Set() };
    return hits >= FEW_ERRORS * errors.size;
  };
}

/** Indexes of the errors that may belong to a request. */
function errorsNear(request: FailedRequest, errors: readonly KindOfError[]): number[] {
  const { from, to } = spanOf(request);
  const middle = firstSince(errors, request.time);
  const first = Math.max(firstSince(errors, from), middle - MOST_OF_SIDE);
  const end = Math.min(firstSince(errors, to), middle + MOST_OF_SIDE);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}

/** Kinds that are near the requests more often than chance has it, given how often they come while none of them fails; and near how many requests they are. */
function unusualKinds(
  spans: readonly Span[],
  near: readonly (readonly number[])[],
  errors: readonly KindOfError[],
  quiet: readonly Span[],
): Map<string, number> {
  const quietMs = quiet.reduce((sum, { from, to }) => sum + to - from, 0);
  const counts = new Map<string, number>();
  for (const { from, to } of quiet) {
    for (let index = firstSince(errors, from); index < errors.length; index += 1) {
      const { time, kind } = errors[index] as KindOfError;
      if (time >= to) break;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  const hits = new Map<string, number>();
  for (const indexes of near) {
    const kinds = new Set(indexes.map((index) => (errors[index] as KindOfError).kind));
    for (const kind of kinds) hits.set(kind, (hits.get(kind) ?? 0) + 1);
  }
  const unusual = [...hits].filter(([kind, hit]) => {
    const perMs = (counts.get(kind) ?? 0) / quietMs;
    const chance = spans.reduce((sum, { from, to }) => sum + 1 - Math.exp(-perMs * (to - from)), 0);
    return hit > chance + DEVIATIONS * Math.sqrt(chance);
  });
  return new Map(unusual);
}

/** The times around the requests in which none of them lasted. */
function quietTimes(requests: readonly FailedRequest[], spans: readonly Span[], learnsBefore: boolean): Span[] {
  const [first, last] = [requests[0], requests.at(-1)];
  if (first === undefined || last === undefined) return [];
  const quiet: Span[] = [];
  let from = first.time - (learnsBefore ? BEFORE_AND_AFTER_MS : 0);
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.from > from) quiet.push({ from, to: span.from });
    from = Math.max(from, span.to);
  }
  return [...quiet, { from, to: last.time + BEFORE_AND_AFTER_MS }];
}

/** Index of the first error at this time or later. */
function firstSince(errors: readonly KindOfError[], time: number): number {
  let [low, high] = [0, errors.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((errors[middle] as KindOfError).time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
