import { type JSX, type Ref } from 'preact';
import { reachesBeyondRange } from '../../api/question.js';
import { MOST_SHOWN, canLoadOlder, waitingText } from '../../live/error-feed.js';
import { type LiveData, type LiveSnapshot } from '../../live/live-data.js';
import { formatRoute } from '../../navigation/route.js';
import { type Scope, hasFilters, wordsOfRange } from '../../navigation/scope.js';
import { ProblemNote } from '../../part/problem-note.js';
import { RecordRow } from '../../part/record-row.js';
import { countedText } from '../../text/number-text.js';

/** The newest errors. What arrives while somebody reads waits behind a row until it is asked for. */
export function ErrorList({
  listRef,
  live,
  feed,
  scope,
  openId,
}: {
  listRef: Ref<HTMLDivElement>;
  live: LiveData;
  feed: LiveSnapshot['feed'];
  scope: Scope;
  openId: string | undefined;
}): JSX.Element {
  const { answer } = feed;
  const waiting = answer && waitingText(answer);
  const showWaiting = (event: MouseEvent): void => {
    const list = (event.currentTarget as HTMLElement).closest('.error-list');
    live.showWaiting();
    list?.scrollIntoView({ block: 'start' });
  };
  return (
    <div class="error-list" ref={listRef}>
      <ProblemNote problem={feed.problem} what="The list of errors" />
      {waiting !== undefined && (
        <div class="waiting-place">
          <button type="button" class="waiting" onClick={showWaiting}>
            {waiting}
          </button>
        </div>
      )}
      {answer && answer.shown.length > 0 && <ListHead />}
      <ol class="error-rows" aria-label="Newest errors">
        {answer?.shown.map((record) => (
          <RecordRow
            key={record.id}
            record={record}
            origin={typeof record.error?.type === 'string' ? record.error.type : ''}
            href={formatRoute({ page: 'record', id: record.id, scope })}
            isOpen={record.id === openId}
          />
        ))}
      </ol>
      {answer === undefined && feed.problem === undefined && <p class="quiet loading">Loading …</p>}
      {answer?.shown.length === 0 && <p class="quiet none">{noErrorsText(scope)}</p>}
      {answer && <ListEnd live={live} feed={feed} scope={scope} />}
    </div>
  );
}

function ListHead(): JSX.Element {
  return (
    <div class="error-row error-head" aria-hidden="true">
      <span class="cell-time">Time</span>
      <span class="cell-level">Level</span>
      <span class="cell-service">Service</span>
      <span class="cell-host">Host</span>
      <span class="cell-type">Type</span>
      <span class="cell-message">Message</span>
    </div>
  );
}

function ListEnd({
  live,
  feed,
  scope,
}: {
  live: LiveData;
  feed: LiveSnapshot['feed'];
  scope: Scope;
}): JSX.Element | null {
  const { answer } = feed;
  if (answer === undefined || answer.shown.length === 0) return null;
  return (
    <div class="list-end">
      <ProblemNote problem={feed.olderProblem} what="Older errors" />
      {canLoadOlder(answer) && (
        <button type="button" class="button" disabled={feed.isLoadingOlder} onClick={() => void live.loadOlder()}>
          {feed.isLoadingOlder ? 'Loading …' : 'Load older'}
        </button>
      )}
      <span class="quiet">{endText(answer.shown.length, answer.olderCursor, scope)}</span>
    </div>
  );
}

function endText(count: number, cursor: string | null, scope: Scope): string {
  const shown = `${countedText(count, 'error')} shown`;
  if (cursor !== null) return count < MOST_SHOWN ? shown : `${shown}; narrow the filter or the range to see older ones`;
  return `${shown}, all of ${placeWords(scope)}`;
}

function noErrorsText(scope: Scope): string {
  return hasFilters(scope) ? `No error in ${placeWords(scope)} fits the filter.` : `No error in ${placeWords(scope)}.`;
}

function placeWords(scope: Scope): string {
  return reachesBeyondRange(scope) ? 'what is kept' : wordsOfRange(scope.range);
}
