import type { JSX } from 'preact';
import type { Group } from '@log-monitor/monitor-api';
import { wantedSort } from '../../api/group-question.js';
import { type Route, formatRoute, withRecord } from '../../navigation/route.js';
import { type Scope, hasFilters, wordsOfRange } from '../../navigation/scope.js';
import { ProblemNote } from '../../part/problem-note.js';
import { countText, countedText } from '../../text/number-text.js';
import { ProblemRow } from './problem-row.js';
import type { ProblemList } from './use-problem-list.js';

const HEADS = [
  { name: 'what', words: 'Problem', sort: 'title' },
  { name: 'trend', words: 'Trend', sort: 'growth' },
  { name: 'errors', words: 'Errors', sort: 'count' },
  { name: 'users', words: 'Users', sort: 'users' },
  { name: 'last', words: 'Last seen', sort: 'lastSeen' },
  { name: 'first', words: 'First seen', sort: 'firstSeen' },
  { name: 'state', words: 'State', sort: 'state' },
] as const;

/** Problems with what is selected of them; arrow keys go from row to row, x selects. */
export function ProblemListView({
  list,
  route,
  selected,
  serverNow,
  onSelect,
  onScope,
}: {
  list: ProblemList;
  route: Route;
  selected: readonly string[];
  serverNow: number;
  onSelect: (ids: readonly string[]) => void;
  onScope: (scope: Scope) => void;
}): JSX.Element {
  const { answer, groups, box } = list;
  const toggle = (id: string): void =>
    onSelect(selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id]);
  const isWhole = groups.length > 0 && groups.every(({ id }) => selected.includes(id));
  return (
    <div class="problem-list" ref={box} data-old={list.isOld} onKeyDown={(event) => onKey(event, box.current, toggle)}>
      {list.waiting > 0 && (
        <div class="waiting-place">
          <button type="button" class="waiting" onClick={list.showWaiting}>
            {countedText(list.waiting, 'new problem')}
          </button>
        </div>
      )}
      {groups.length > 0 && (
        <div class="problem-row problem-head">
          <label class="problem-check">
            <input
              type="checkbox"
              aria-label="Select all that are listed"
              checked={isWhole}
              onChange={() => onSelect(isWhole ? [] : groups.map(({ id }) => id))}
            />
          </label>
          {HEADS.map((head) => (
            <SortHead key={head.name} {...head} scope={route.scope} onScope={onScope} />
          ))}
        </div>
      )}
      <ol class="problem-rows" aria-label="Problems">
        {groups.map((group) => (
          <ProblemRow
            key={group.id}
            group={group}
            address={formatRoute(withRecord(route, group.id))}
            isOpen={group.id === route.id}
            isSelected={selected.includes(group.id)}
            serverNow={serverNow}
            onSelect={() => toggle(group.id)}
          />
        ))}
      </ol>
      <ProblemNote problem={list.problem} what="The problems" />
      {answer === undefined && list.problem === undefined && <p class="quiet loading">Loading …</p>}
      {answer && <ListEnd list={list} scope={route.scope} groups={groups} total={answer.total} />}
    </div>
  );
}

function SortHead({
  name,
  words,
  sort,
  scope,
  onScope,
}: (typeof HEADS)[number] & { scope: Scope; onScope: (scope: Scope) => void }): JSX.Element {
  const wanted = wantedSort(scope);
  const isSorted = wanted.sort === sort;
  const turned = isSorted && wanted.order === 'desc' ? `${sort}.asc` : sort;
  return (
    <button
      type="button"
      class={`problem-sort problem-${name}`}
      aria-pressed={isSorted}
      title={`Sort by ${words.toLowerCase()}`}
      onClick={() => onScope({ ...scope, sort: turned })}
    >
      {words}
      <span aria-hidden="true">{isSorted ? (wanted.order === 'desc' ? ' ↓' : ' ↑') : ''}</span>
    </button>
  );
}

function ListEnd({
  list,
  scope,
  groups,
  total,
}: {
  list: ProblemList;
  scope: Scope;
  groups: readonly Group[];
  total: number;
}): JSX.Element {
  const { previous, next } = list;
  return (
    <div class="list-end">
      {(previous ?? next) !== undefined && (
        <>
          <button type="button" class="button" disabled={previous === undefined} onClick={previous}>
            Previous page
          </button>
          <button type="button" class="button" disabled={next === undefined} onClick={next}>
            Next page
          </button>
        </>
      )}
      <span class="quiet">{groups.length === 0 ? emptyWords(scope) : endWords(groups.length, total, scope)}</span>
      {groups.length > 0 && (
        <span class="quiet keys" aria-label="Keys: arrows move, x selects, Enter opens, slash searches">
          <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>x</kbd> selects, <kbd>Enter</kbd> opens, <kbd>/</kbd> searches
        </span>
      )}
    </div>
  );
}

function emptyWords(scope: Scope): string {
  const place = wordsOfRange(scope.range);
  if (hasFilters(scope)) return `No problem with errors in ${place} fits the filter.`;
  return `No open problem had an error in ${place}.`;
}

function endWords(shown: number, total: number, scope: Scope): string {
  const found = `with errors in ${wordsOfRange(scope.range)}`;
  return shown === total
    ? `${countedText(total, 'problem')} ${found}`
    : `${countText(shown)} of ${countedText(total, 'problem')} ${found}`;
}

/** Goes to the row before or after the one that has the focus, or selects it. */
function onKey(event: KeyboardEvent, box: HTMLElement | null, toggle: (id: string) => void): void {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (!(target instanceof HTMLElement) || ctrlKey || metaKey || altKey) return;
  const row = target.closest<HTMLElement>('[data-problem]');
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
  if (row === null || (step === undefined && key !== 'x')) return;
  event.preventDefault();
  if (step === undefined) return toggle(row.dataset['problem'] ?? '');
  const links = [...(box?.querySelectorAll<HTMLElement>('[data-record]') ?? [])];
  links[links.findIndex((link) => row.contains(link)) + step]?.focus();
}
