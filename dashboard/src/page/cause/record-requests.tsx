import type { JSX } from 'preact';
import type { StoredRecord } from '@log-monitor/monitor-api';
import { askRecordRequests } from '../../api/question.js';
import { useAnswer } from '../../api/use-answer.js';
import { formatRoute, type Route } from '../../navigation/route.js';
import { DEFAULT_SCOPE, ERROR_LEVELS, type Level } from '../../navigation/scope.js';
import { HttpStatus } from '../../part/http-status.js';
import { ProblemNote } from '../../part/problem-note.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { requestText } from '../../text/request-text.js';
import { Guess, MatchRows } from './match-rows.js';

/** The requests to web servers that failed by an error, or that a record belongs to; nothing where there are none. */
export function RecordRequests({ record, route }: { record: StoredRecord; route: Route }): JSX.Element | null {
  const isError = (ERROR_LEVELS as readonly Level[]).includes(record.level);
  const hasId = record.requestId !== undefined || record.traceId !== undefined;
  const { answer, problem } = useAnswer(isError || hasId ? askRecordRequests(record.id) : undefined);
  const title = isError ? 'Requests that failed by it' : 'Requests that it belongs to';
  if (problem !== undefined) return <ProblemNote problem={problem} what={title} />;
  if (answer === undefined || answer.count === 0) return null;
  return (
    <MatchRows title={title} why={answer.why}>
      <ol class="context-rows" tabIndex={0} aria-label={title}>
        {answer.requests.map(({ request, share }) => (
          <li key={request.id}>
            <a class="context-row" data-request={request.id} href={requestAddress(route, request.id)}>
              <span class="cell-time">
                <TimeStamp time={request.time} />
              </span>
              <span>
                <HttpStatus request={request} />
              </span>
              <span class="context-message">
                <Guess share={share} />{' '}
                <b>
                  <VisibleText text={requestText(request)} limit={300} />
                </b>{' '}
                <VisibleText text={request.host ?? request.source} limit={60} />
              </span>
            </a>
          </li>
        ))}
      </ol>
    </MatchRows>
  );
}

/** The page Traffic with the request open. */
function requestAddress({ scope: { range } }: Route, id: string): string {
  return formatRoute({ page: 'traffic', scope: { ...DEFAULT_SCOPE, range }, id });
}
