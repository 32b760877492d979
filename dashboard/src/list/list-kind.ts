import type { ComponentChildren, JSX } from 'preact';
import type { Completeness } from '@log-monitor/monitor-api';
import type { Question } from '../api/question.js';
import type { Scope } from '../navigation/scope.js';
import type { Listed } from './live-list.js';

/** An answer that is one page of a list, newest first. */
export interface PagedAnswer extends Completeness {
  nextCursor: string | null;
  /** Time was up: everything from here on is searched, the cursor goes on. */
  searchedBackTo?: string | null;
}

export interface Column<Item> {
  /** Its cells have the class `cell-<name>`. */
  name: string;
  head: string;
  cell: (item: Item) => ComponentChildren;
}

/** All that makes one list different from another. */
export interface ListKind<Item extends Listed, Answer extends PagedAnswer> {
  /** What an item is called: `error`. The list has the class `<noun>-list`. */
  noun: string;
  /** The columns of a row that leads to the item's details; none where `Row` shows the item itself. */
  columns: readonly Column<Item>[];
  Row?: (props: { item: Item }) => JSX.Element;
  /** Another place that a row leads to, such as the problem of an error; undefined where it has none. */
  aside?: (item: Item, scope: Scope) => { href: string; words: string } | undefined;
  /** Where the list looks, in words; the range or what is kept where not given. */
  place?: string;
  /** Asks for the newest page, or the one after the page that ended with `cursor`. */
  ask: (scope: Scope, cursor?: string) => Question<Answer>;
  itemsOf: (answer: Answer) => readonly Item[];
  /**
   * `polled`: the newest page is asked again each round. `searched`: it is asked once, and the scope says whether the live
   * tail follows.
   */
  source: 'polled' | 'searched';
}
