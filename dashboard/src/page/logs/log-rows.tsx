import { type JSX, type Ref } from 'preact';
import { type StoredRecord } from '../../api/answer.js';
import { type LogFeed, type LogSnapshot, isSearchDone } from '../../live/log-feed.js';
import { MOST_ROWS, type LogRow } from '../../live/log-list.js';
import { searchesBeyondRange } from '../../navigation/log-scope.js';
import { type Route, formatRoute, withRecord } from '../../navigation/route.js';
import { wordsOfRange } from '../../navigation/scope.js';
import { ProblemNote } from '../../part/problem-note.js';
import { RecordRow } from '../../part/record-row.js';
import { countedText } from '../../text/number-text.js';
import { clockText, parseTime } from '../../text/time-text.js';
import { TailNoteRow } from './tail-note-row.js';
import { TailStatus } from './tail-status.js';

/** The records, newest first; what the tail brings while somebody reads waits behind a row. */
export function LogRows({
  listRef,
  feed,
  snapshot,
  route,
}: {
  listRef: Ref<HTMLDivElement>;
  feed: LogFeed;
  snapshot: LogSnapshot;
  route: Route & { page: 'logs' };
}): JSX.Element {
  const { list } = snapshot;
  const showWaiting = (event: MouseEvent): void => {
    const box = (event.currentTarget as HTMLElement).closest('.error-list');
    feed.showWaiting();
    box?.scrollIntoView({ block: 'start' });
  };
  return (
    <div class="error-list log-list" ref={listRef}>
      <TailStatus tail={snapshot.tail} />
      {list.waitingCount > 0 && (
        <div class="waiting-place">
          <button type="button" class="waiting" onClick={showWaiting}>
            {list.waitingCount.toLocaleString('en-US')} new
          </button>
        </div>
      )}
      {list.rows.length > 0 && <ListHead />}
      <ol class="error-rows" aria-label="Records, newest first">
        {list.rows.map((row) => (
          <Row key={row.key} row={row} route={route} />
        ))}
      </ol>
      <ListEnd feed={feed} snapshot={snapshot} />
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
      <span class="cell-type">Logger</span>
      <span class="cell-message">Message</span>
    </div>
  );
}

function Row({ row, route }: { row: LogRow; route: Route & { page: 'logs' } }): JSX.Element {
  if (row.kind === 'note') return <TailNoteRow note={row.note} />;
  const { record } = row;
  return (
    <RecordRow
      record={record}
      origin={originOf(record)}
      href={formatRoute(withRecord(route, record.id))}
      isOpen={record.id === route.id}
    />
  );
}

function originOf(record: StoredRecord): string {
  return typeof record.logger === 'string' ? record.logger : '';
}

function ListEnd({ feed, snapshot }: { feed: LogFeed; snapshot: LogSnapshot }): JSX.Element {
  const { lastPage, list, isLoading } = snapshot;
  const canGoOn = typeof lastPage?.nextCursor === 'string' && !list.isCut;
  const isEmpty = list.rows.length === 0;
  return (
    <div class="list-end">
      <ProblemNote problem={snapshot.problem} what={lastPage ? 'Older records' : 'The records'} />
      {snapshot.problem && lastPage === undefined && (
        <button type="button" class="button" onClick={() => feed.start(snapshot.scope)}>
          Try again
        </button>
      )}
      {canGoOn && (
        <button type="button" class="button" disabled={isLoading} onClick={() => void feed.loadOlder()}>
          {isLoading ? 'Searching …' : isEmpty ? 'Search further back' : 'Load older'}
        </button>
      )}
      <span class="quiet">{isLoading && lastPage === undefined ? 'Searching …' : endText(snapshot)}</span>
    </div>
  );
}

function endText(snapshot: LogSnapshot): string {
  const { lastPage, list, scope } = snapshot;
  if (lastPage === undefined) return '';
  const count = list.rows.filter((row) => row.kind === 'record').length;
  const shown = count === 0 ? 'Nothing found' : `${countedText(count, 'record')} shown`;
  if (list.isCut)
    return `${shown}; the list holds ${countedText(MOST_ROWS, 'row')}, narrow the search to see older ones`;
  if (isSearchDone(snapshot)) {
    const place = searchesBeyondRange(scope) ? 'what is kept' : wordsOfRange(scope.range);
    return count === 0 ? `Nothing in ${place} fits.` : `${shown}, all of ${place}`;
  }
  const reached = parseTime(lastPage.searchedBackTo);
  return reached === undefined ? shown : `${shown}; searched back to ${clockText(reached)}, there may be older ones`;
}
