import { type JSX } from 'preact';
import { type Route, formatRoute, withRecord } from '../navigation/route.js';
import { hasFilters, placeWords } from '../navigation/scope.js';
import { ProblemNote } from '../part/problem-note.js';
import { countedText } from '../text/number-text.js';
import { clockText, parseTime } from '../text/time-text.js';
import { type ListSnapshot } from './list-feed.js';
import { type Column, type ListKind, type PagedAnswer } from './list-kind.js';
import { MOST_ROWS, canLoadOlder, itemsOf, waitingText } from './live-list.js';
import { TailNoteRow } from './tail-note-row.js';
import { TailStatus } from './tail-status.js';
import { type ListInUse } from './use-list-feed.js';

/** A list, newest first, whose rows lead to details; what arrives while somebody reads waits until a button is pressed. */
export function ListView<Item extends { id: string }, Answer extends PagedAnswer>({
  kind,
  list: { feed, snapshot, box },
  route,
}: {
  kind: ListKind<Item, Answer>;
  list: ListInUse<Item, Answer>;
  route: Route;
}): JSX.Element {
  const { list, tail } = snapshot;
  const showWaiting = (): void => {
    feed.showWaiting();
    box.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <div class={`list ${kind.noun}-list`} ref={box}>
      <TailStatus tail={tail} />
      {list.waitingCount > 0 && (
        <div class="waiting-place">
          <button type="button" class="waiting" onClick={showWaiting}>
            {waitingText(list, kind.noun)}
          </button>
        </div>
      )}
      {list.shown.rows.length > 0 && (
        <div class="list-row list-head" aria-hidden="true">
          {kind.columns.map(({ name, head }) => (
            <span key={name} class={`cell-${name}`}>
              {head}
            </span>
          ))}
        </div>
      )}
      <ol class="list-rows" aria-label={`${kind.noun}s, newest first`}>
        {list.shown.rows.map((row) =>
          row.kind === 'note' ? (
            <TailNoteRow key={row.key} note={row.note} />
          ) : (
            <ItemRow key={row.key} item={row.item} columns={kind.columns} route={route} />
          ),
        )}
      </ol>
      <ListEnd kind={kind} feed={feed} snapshot={snapshot} />
    </div>
  );
}

function ItemRow<Item extends { id: string }>({
  item,
  columns,
  route,
}: {
  item: Item;
  columns: readonly Column<Item>[];
  route: Route;
}): JSX.Element {
  return (
    <li>
      <a
        class="list-row"
        href={formatRoute(withRecord(route, item.id))}
        data-record={item.id}
        aria-current={item.id === route.id ? 'true' : undefined}
      >
        {columns.map(({ name, cell }) => (
          <span key={name} class={`cell-${name}`}>
            {cell(item)}
          </span>
        ))}
      </a>
    </li>
  );
}

function ListEnd<Item extends { id: string }, Answer extends PagedAnswer>({
  kind: { noun },
  feed,
  snapshot,
}: Pick<ListInUse<Item, Answer>, 'feed' | 'snapshot'> & { kind: ListKind<Item, Answer> }): JSX.Element {
  const { lastPage, list, isLoading, problem, scope } = snapshot;
  const isEmpty = list.shown.rows.length === 0;
  return (
    <div class="list-end">
      <ProblemNote problem={problem} what={lastPage ? `Older ${noun}s` : `The ${noun}s`} />
      {problem && lastPage === undefined && (
        <button type="button" class="button" onClick={() => feed.search(scope)}>
          Try again
        </button>
      )}
      {canLoadOlder(list) && (
        <button type="button" class="button" disabled={isLoading} onClick={() => void feed.loadOlder()}>
          {isLoading ? 'Loading …' : isEmpty ? 'Search further back' : 'Load older'}
        </button>
      )}
      {lastPage === undefined && isLoading && <span class="quiet loading">Loading …</span>}
      <span class="quiet">{endText(snapshot, noun)}</span>
    </div>
  );
}

function endText<Item>({ lastPage, list, scope }: ListSnapshot<Item, PagedAnswer>, noun: string): string {
  if (lastPage === undefined) return '';
  const count = itemsOf(list.shown.rows).length;
  const shown = count === 0 ? 'Nothing found' : `${countedText(count, noun)} shown`;
  if (list.shown.isCut)
    return `${shown}; the list holds ${countedText(MOST_ROWS, 'row')}, narrow the search or the range to see older ones`;
  if (list.shown.olderCursor === null) {
    if (count > 0) return `${shown}, all of ${placeWords(scope)}`;
    return `No ${noun} in ${placeWords(scope)}${hasFilters(scope) ? ' fits the filter' : ''}.`;
  }
  const reached = parseTime(lastPage.searchedBackTo);
  return reached === undefined ? shown : `${shown}; searched back to ${clockText(reached)}, there may be older ones`;
}
