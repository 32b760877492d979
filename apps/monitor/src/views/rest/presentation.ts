import { type Completeness } from '../../query/completeness.js';
import { type FacetAnswer } from '../../query/counts/facets.js';
import { type RecordContext } from '../../query/records/record-context.js';
import { type SearchPage } from '../../query/records/record-search.js';
import { type RecordPage } from '../../query/records/error-list.js';
import { type Histogram } from '../../query/counts/histogram.js';
import { type RecordAnswer } from '../../query/records/record-by-id.js';
import { type ServiceListAnswer } from '../../query/counts/service-list.js';
import { type Statistics } from '../../query/counts/statistics.js';

/** The members that every JSON object answer has. */
export function presentCompleteness({ completeThrough, lag }: Completeness): Completeness {
  return { completeThrough, lag };
}

export function presentRange({ from, to }: { from: Date | null; to: Date }): { from: string | null; to: string } {
  return { from: from?.toISOString() ?? null, to: to.toISOString() };
}

export function presentErrors(page: RecordPage) {
  return {
    errors: page.records,
    count: page.records.length,
    nextCursor: page.nextCursor,
    range: presentRange(page.range),
    ledger: page.ledger,
    ...presentCompleteness(page),
  };
}

export function presentStatistics(statistics: Statistics) {
  const byService = [...statistics.byService].map(
    ([name, { total, errors, critical, errorRate }]) =>
      [name, { total, errors, critical, error_rate: errorRate }] as const,
  );
  return {
    total_logs: statistics.total,
    total_errors: statistics.errors,
    by_level: statistics.byLevel,
    // fromEntries defines members; a service called __proto__ stays a plain member.
    by_service: Object.fromEntries(byService),
    error_rate: statistics.errorRate,
    ledger: statistics.ledger,
    range: presentRange(statistics.range),
    ...presentCompleteness(statistics),
  };
}

export function presentServices(answer: ServiceListAnswer) {
  return {
    services: answer.services.map(({ lastSeen, errorRate, status, ...rest }) => ({
      ...rest,
      last_seen: lastSeen,
      error_rate: errorRate,
      status,
    })),
    range: presentRange(answer.range),
    ledger: answer.ledger,
    ...presentCompleteness(answer),
  };
}

export function presentHistogram(histogram: Histogram) {
  return {
    buckets: histogram.buckets.map(({ time, counts }) => ({
      time: new Date(time).toISOString(),
      counts: Object.fromEntries(counts),
    })),
    intervalMs: histogram.bucketMs,
    range: presentRange(histogram.range),
    ledger: histogram.ledger,
    ...presentCompleteness(histogram),
  };
}

export function presentRecord(answer: RecordAnswer) {
  return { ...answer.record, ledger: answer.ledger, ...presentCompleteness(answer) };
}

export function presentSearch(page: SearchPage) {
  return {
    records: page.records,
    count: page.records.length,
    nextCursor: page.nextCursor,
    searchedBackTo: page.searchedBackTo?.toISOString() ?? null,
    range: presentRange(page.range),
    ledger: page.ledger,
    ...presentCompleteness(page),
  };
}

export function presentFacets(answer: FacetAnswer) {
  return {
    facets: answer.facets,
    countedFrom: answer.countedFrom.toISOString(),
    range: presentRange(answer.range),
    ledger: answer.ledger,
    ...presentCompleteness(answer),
  };
}

export function presentContext(answer: NonNullable<Awaited<ReturnType<RecordContext['answer']>>>) {
  const { record, before, after } = answer;
  return { record, before, after, ...presentCompleteness(answer) };
}
