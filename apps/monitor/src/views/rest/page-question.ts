import { type RecordPageQuestion } from '../../query/records/error-list.js';
import { type RecordFilter } from '../../query/records/record-filter.js';
import { parseRange } from '../../query/range/time-range.js';

/** The parameters that narrow a list of records, as they were read. */
export interface ListParameters {
  from?: string | undefined;
  to?: string | undefined;
  service?: RecordFilter['services'] | undefined;
  level?: RecordFilter['levels'] | undefined;
  host?: RecordFilter['hosts'] | undefined;
  logger?: RecordFilter['loggers'] | undefined;
  search?: string | undefined;
  requestId?: string | undefined;
  userId?: string | undefined;
  traceId?: string | undefined;
  attributes?: Readonly<Record<string, string>> | undefined;
}

export function filterOf(asked: ListParameters): RecordFilter {
  const { service, level, host, logger, search, requestId, userId, traceId, attributes } = asked;
  return {
    ...(service && { services: service }),
    ...(level && { levels: level }),
    ...(host && { hosts: host }),
    ...(logger && { loggers: logger }),
    ...(search !== undefined && { search }),
    ...(requestId !== undefined && { requestId }),
    ...(userId !== undefined && { userId }),
    ...(traceId !== undefined && { traceId }),
    ...(attributes && { attributes }),
  };
}

/** The question that a list's parameters ask. */
export function pageQuestion(
  asked: ListParameters & { limit: number; cursor?: string | undefined },
  signal: AbortSignal,
): RecordPageQuestion {
  const now = new Date();
  const { limit, cursor } = asked;
  return {
    filter: filterOf(asked),
    range: parseRange(asked.from, asked.to, now.getTime()),
    limit,
    cursor,
    now,
    signal,
  };
}
