import type { JSX } from 'preact';
import { type Route, formatRoute, withRecord } from '../navigation/route.js';
import { hasFilters, placeWords } from '../navigation/scope.js';
import { ProblemNote } from '../part/problem-note.js';
import { countedText } from '../text/number-text.js';
import { clockText, parseTime } from '../text/time-text.js';
import type { ListSnapshot } from './list-feed.js';
import type { Column, ListKind, PagedAnswer } from './list-kind.js';
import { type Listed, MOST_ROWS, canLoadOlder, itemsOf, waitingText } from './live-list.js';
import { TailNoteRow } from './tail-note-row.js';
import { TailStatus } from './tail-status.js';
import type { ListInUse } from './use-list-feed.js';

/** A list, newest first, whose rows lead to details; what arrives while somebody reads waits until a button is pressed. */
export function ListView<Item extends Listed, Answer extends PagedAnswer>({
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
    <div class={`list ${kind.noun.replace(' ', '-')}-list`} ref={box}>
      <TailStatus tail={tail} />
      {list.waitingCount > 0 && (
        <div class="waiting-place">
          <button type="button" class="waiting" onClick={showWaiting}>
            {waitingText(list, kind.noun)}
          </button>
        </div>
      )}
      {kind.columns.length > 0 && list.shown.rows.length > 0 && (
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
            <li key={row.key}>
              {kind.Row ? (
                <kind.Row item={row.item} />
              ) : (
                <LinkRow item={row.item} columns={kind.columns} route={route} />
              )}
              <Aside to={kind.aside?.(row.item, route.scope)} />
            </li>
          ),
        )}
      </ol>
      <ListEnd kind={kind} feed={feed} snapshot={snapshot} />
    </div>
  );
}

function LinkRow<Item extends Listed>({
  item,
  columns,
  route,
}: {
  item: Item;
  columns: readonly Column<Item>[];
  route: Route;
}): JSX.Element {
  return (
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
  );
}

function Aside({ to }: { to: { href: string; words: string } | undefined }): JSX.Element | null {
  if (to === undefined) return null;
  return (
    <a class="list-aside" href={to.href} aria-label={to.words} title={to.words}>
      <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
        <path d="M4 5h16v5H4zM6 14h12M8 18h8" fill="none" stroke="currentColor" stroke-width="2" />
      </svg>
    </a>
  );
}

function ListEnd<Item extends Listed, Answer extends PagedAnswer>({
  kind: { noun, place },
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
      <span class="quiet">{endText(snapshot, noun, place)}</span>
    </div>
  );
}

function endText<Item>(
  { lastPage, list, scope }: ListSnapshot<Item, PagedAnswer>,
  noun: string,
  place = placeWords(scope),
): string {
  if (lastPage === undefined) return '';
  const count = itemsOf(list.shown.rows).length;
  const shown = count === 0 ? 'Nothing found' : `${countedText(count, noun)} shown`;
  if (list.shown.isCut)
    return `${shown}; the list holds ${countedText(MOST_ROWS, 'row')}, narrow the search or the range to see older ones`;
  if (list.shown.olderCursor === null) {
    if (count > 0) return `${shown}, all of ${place}`;
    return `No ${noun} in ${place}${hasFilters(scope) ? ' fits the filter' : ''}.`;
  }
  const reached = parseTime(lastPage.searchedBackTo);
  return reached === undefined ? shown : `${shown}; searched back to ${clockText(reached)}, there may be older ones`;
}
