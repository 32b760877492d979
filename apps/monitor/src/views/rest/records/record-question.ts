import type { ErrorListParameters, SearchParameters } from '@log-monitor/monitor-api';
import { numberOfGroup } from '../../../query/groups/group-row.js';
import type { RecordPageQuestion } from '../../../query/records/error-list.js';
import type { RecordFilter } from '../../../query/records/record-filter.js';
import { parseRange } from '../../../query/range/time-range.js';

/** The parameters that narrow records down; some lists have fewer of them. */
type FilterParameters = Partial<Omit<SearchParameters, 'limit' | 'cursor'>> & Pick<ErrorListParameters, 'group'>;

export function filterOf(asked: FilterParameters): RecordFilter {
  const { service, level, host, logger, search, group, requestId, userId, traceId, attributes } = asked;
  return {
    ...(service && { services: service }),
    ...(level && { levels: level }),
    ...(host && { hosts: host }),
    ...(logger && { loggers: logger }),
    ...(search !== undefined && { search }),
    ...(group !== undefined && { group: numberOfGroup(group) }),
    ...(requestId !== undefined && { requestId }),
    ...(userId !== undefined && { userId }),
    ...(traceId !== undefined && { traceId }),
    ...(attributes && { attributes }),
  };
}

/**
 * The question that a list's parameters ask.
 *
 * @throws QueryError RANGE_INVALID when from or to is no time
 */
export function pageQuestion(
  asked: FilterParameters & Pick<SearchParameters, 'limit' | 'cursor'>,
  signal: AbortSignal,
): RecordPageQuestion {
  const now = new Date();
  const { from, to, limit, cursor } = asked;
  return { filter: filterOf(asked), range: parseRange(from, to, now.getTime()), limit, cursor, now, signal };
}
