import type { Completeness } from '@log-monitor/monitor-api';
import { fetchAnswer } from '../api/fetch-answer.js';
import { askTail } from '../api/question.js';
import type { RequestProblem } from '../api/request-problem.js';
import { type Scope, formatScope } from '../navigation/scope.js';
import type { ListKind, PagedAnswer } from './list-kind.js';
import {
  type ListPage,
  type Listed,
  type LiveList,
  MOST_ROWS,
  type Row,
  appendOlder,
  canLoadOlder,
  receiveFirst,
  receiveNewest,
  receiveTail,
  showWaiting,
  startList,
} from './live-list.js';
import { TailConnection } from './tail-connection.js';

/** Rows come in this often at most: as quick as the eye, and cheap at thousands of records per second. */
const BATCH_MS = 250;

export interface TailState {
  kind: 'off' | 'connecting' | 'live' | 'lost';
  /** performance.now() and content of the last heartbeat. */
  heartbeat?: { at: number; completeness: Completeness };
  problem?: RequestProblem | undefined;
}

/** All that a list shows. */
export interface ListSnapshot<Item, Answer> {
  /** What `list` belongs to. */
  scope: Scope;
  list: LiveList<Item>;
  /** The last page that was asked for; undefined before the first. */
  lastPage: Answer | undefined;
  isLoading: boolean;
  problem?: RequestProblem | undefined;
  tail: TailState;
}

/**
 * The data of one list: the newest page, older ones, and where wanted the live tail above. The tail is opened first and
 * the page asked for when it stands, so that no record falls between the two; what both bring is shown once.
 */
export class ListFeed<Item extends Listed, Answer extends PagedAnswer> {
  #snapshot: ListSnapshot<Item, Answer>;
  #listeners = new Set<() => void>();
  #asking = new AbortController();
  #tail: TailConnection<Item> | undefined;
  #arrived: Row<Item>[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #kind: ListKind<Item, Answer>;
  readonly #isFollowing: () => boolean;

  /** @param isFollowing asked when rows arrive: may they be put into the list at once? */
  constructor(kind: ListKind<Item, Answer>, scope: Scope, isFollowing: () => boolean) {
    this.#kind = kind;
    this.#isFollowing = isFollowing;
    this.#snapshot = emptySnapshot(scope);
  }

  get snapshot(): ListSnapshot<Item, Answer> {
    return this.#snapshot;
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Searches: another question, or the same one again. */
  search(scope: Scope): void {
    this.end();
    this.#asking = new AbortController();
    this.#arrived = [];
    this.#snapshot = emptySnapshot(scope);
    if (scope.follow === 'tail') this.#openTail(scope);
    else void this.#load();
    this.#set({});
  }

  /** Takes in the newest page, asked again by somebody else. */
  receive(answer: Answer, scope: Scope): void {
    const { scope: before, list, lastPage } = this.#snapshot;
    const page = this.#pageOf(answer);
    const isSame = lastPage !== undefined && formatScope(scope) === formatScope(before);
    if (isSame) this.#set({ list: receiveNewest(list, page, this.#isFollowing()) });
    else this.#set({ ...emptySnapshot(scope), list: startList(page), lastPage: answer, isLoading: false });
  }

  end(): void {
    this.#asking.abort();
    this.#tail?.end();
    this.#tail = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  showWaiting(): void {
    this.#set({ list: showWaiting(this.#snapshot.list) });
  }

  /** Loads the page after the last shown one. */
  async loadOlder(): Promise<void> {
    const { list, isLoading } = this.#snapshot;
    if (isLoading || !canLoadOlder(list)) return;
    this.#set({ isLoading: true, problem: undefined });
    await this.#load(list.shown.olderCursor ?? '');
  }

  /** Asks for a page; an answer that the list no longer goes on with is thrown away. */
  async #load(cursor = ''): Promise<void> {
    const { scope } = this.#snapshot;
    const { signal } = this.#asking;
    const { answer, problem } = await fetchAnswer(this.#kind.ask(scope, cursor), signal);
    const now = this.#snapshot;
    if (signal.aborted || formatScope(now.scope) !== formatScope(scope)) return;
    const take = now.lastPage === undefined ? receiveFirst : appendOlder;
    const isWanted = answer && (now.list.shown.olderCursor ?? '') === cursor;
    this.#set({
      ...(isWanted && { list: take(now.list, this.#pageOf(answer)), lastPage: answer }),
      isLoading: false,
      problem,
    });
  }

  #pageOf(answer: Answer): ListPage<Item> {
    return { items: this.#kind.itemsOf(answer), nextCursor: answer.nextCursor };
  }

  #openTail(scope: Scope): void {
    this.#setTail({ kind: 'connecting' });
    this.#tail = new TailConnection<Item>((lastEventId) => askTail(scope, lastEventId), {
      onRow: (row) => this.#take(row),
      onHeartbeat: (completeness) => {
        this.#setTail({ heartbeat: { at: performance.now(), completeness } });
        this.#plan();
      },
      onOpen: () => {
        this.#setTail({ kind: 'live', problem: undefined });
        if (this.#snapshot.lastPage === undefined) void this.#load();
      },
      onLost: (problem) => this.#setTail({ kind: 'lost', problem }),
    });
    void this.#tail.open();
  }

  #take(row: Row<Item>): void {
    this.#arrived.push(row);
    // Timers of a hidden tab run once a minute at worst: what came meanwhile must not pile up.
    if (this.#arrived.length >= MOST_ROWS) this.#flush();
    else this.#plan();
  }

  /** Also without new rows: those that wait come in once the reader is back at the top. */
  #plan(): void {
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const arrived = this.#arrived;
    this.#arrived = [];
    this.#set({ list: receiveTail(this.#snapshot.list, arrived, this.#isFollowing()) });
  }

  #setTail(change: Partial<TailState>): void {
    this.#set({ tail: { ...this.#snapshot.tail, ...change } });
  }

  #set(change: Partial<ListSnapshot<Item, Answer>>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function emptySnapshot<Item extends Listed, Answer>(scope: Scope): ListSnapshot<Item, Answer> {
  const list = startList<Item>({ items: [], nextCursor: null });
  return { scope, list, lastPage: undefined, isLoading: true, problem: undefined, tail: { kind: 'off' } };
}
