import type { AccessCausesAnswer } from '@log-monitor/monitor-api';
import type { TableElement } from './grafana-element.js';

/** A row for each error by which requests failed; the last one for those that no error explains. */
export function causeTable(
  { causes, unexplained, requests, isSample, sampledFrom }: AccessCausesAnswer,
  refId: string,
): TableElement {
  const rest = ['(no error was found)', '', unexplained.requests, unexplained.share, null, null, null, '', '', ''];
  return {
    type: 'table',
    refId,
    columns: [
      { text: 'cause', type: 'string' },
      { text: 'service', type: 'string' },
      { text: 'requests', type: 'number' },
      { text: 'share', type: 'number' },
      { text: 'by_request_id', type: 'number' },
      { text: 'by_trace_id', type: 'number' },
      { text: 'guessed_by_time', type: 'number' },
      { text: 'problem', type: 'string' },
      { text: 'error', type: 'string' },
      { text: 'request', type: 'string' },
    ],
    rows: [
      ...causes.map(({ title, service, matched, group, error, request, ...cause }) => [
        ...[title, service, cause.requests, cause.share],
        ...[matched.request_id, matched.trace_id, matched.time],
        ...[group ?? '', error, request],
      ]),
      ...(unexplained.requests > 0 ? [rest] : []),
    ],
    ...(isSample && { meta: sampleNotice(requests, sampledFrom) }),
  };
}

/** A share of a sample must not pass for one of all. */
function sampleNotice(requests: number, since: string | null): NonNullable<TableElement['meta']> {
  const text = `These are of the newest ${requests} requests that failed, those since ${since}; there are more.`;
  return { notices: [{ severity: 'info', text }] };
}
