import type { JSX } from 'preact';
import type { AccessRequest, StoredRecord } from '@log-monitor/monitor-api';
import { askRequestErrors } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { problemAddress } from '../../navigation/problem-place.js';
import type { Route } from '../../navigation/route.js';
import { LevelBadge } from '../../part/level-badge.js';
import { ProblemNote } from '../../part/problem-note.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { errorAddress } from './cause-link.js';
import { Guess, MatchRows } from './match-rows.js';

const TITLE = 'Errors by which it failed';

/** The errors by which a request failed, each with the way to its stack and to its problem. */
export function RequestErrors({ request, route }: { request: AccessRequest; route: Route }): JSX.Element | null {
  const { answer, problem } = useAnswer(askRequestErrors(request.id));
  if (problem !== undefined) return <ProblemNote problem={problem} what={TITLE} />;
  const isFailed = (request.status ?? 0) >= 400;
  // A request that went well has none, unless somebody logged one all the same.
  if (answer === undefined || (answer.count === 0 && !isFailed)) return null;
  const title = isFailed ? TITLE : 'Errors all the same';
  return (
    <MatchRows title={title} why={answer.why}>
      {answer.count > 0 && (
        <ol class="context-rows" tabIndex={0} aria-label={title}>
          {answer.errors.map(({ record, share }) => (
            <li key={record.id}>
              <a class="context-row" data-error={record.id} href={errorAddress(route.scope, record.id)}>
                <span class="cell-time">
                  <TimeStamp time={record.timestamp} />
                </span>
                <span>
                  <LevelBadge level={record.level} />
                </span>
                <span class="context-message">
                  <Guess share={share} />{' '}
                  <b>
                    <VisibleText text={record.service} limit={60} />
                  </b>{' '}
                  <VisibleText text={errorText(record)} limit={300} />
                </span>
              </a>
            </li>
          ))}
        </ol>
      )}
      <ProblemLink record={answer.errors[0]?.record} route={route} />
    </MatchRows>
  );
}

function errorText({ message, error }: StoredRecord): string {
  return typeof error?.type === 'string' ? `${error.type}: ${message}` : message;
}

/** The problem that the first error belongs to. */
function ProblemLink({ record, route }: { record: StoredRecord | undefined; route: Route }): JSX.Element | null {
  if (!record?.group) return null;
  return (
    <p>
      Problem:{' '}
      <a href={problemAddress(route.scope, record.group.id)}>
        <VisibleText text={record.group.title} limit={300} />
      </a>
    </p>
  );
}
