import { type Completeness, type HistogramAnswer, type SearchAnswer } from '../api/answer.js';
import { getJson } from '../api/get-json.js';
import { askLogHistogram, askSearch, askTail } from '../api/question.js';
import { RequestProblem } from '../api/request-problem.js';
import { type LogScope, attributeOf, formatLogScope, searchesBeyondRange } from '../navigation/log-scope.js';
import {
  type LogList,
  type LogRow,
  MOST_ROWS,
  NO_ROWS,
  appendFound,
  receiveTail,
  showWaitingRows,
} from './log-list.js';
import { TailConnection } from './tail-connection.js';

/** Rows come in this often at most: as quick as the eye, and cheap at thousands of records per second. */
const BATCH_MS = 250;

export interface TailState {
  kind: 'off' | 'connecting' | 'live' | 'lost';
  /** performance.now() and content of the last heartbeat. */
  heartbeat?: { at: number; completeness: Completeness };
  problem?: RequestProblem | undefined;
}

/** All that the Logs page shows. */
export interface LogSnapshot {
  /** What `list` belongs to. */
  scope: LogScope;
  list: LogList;
  /** The last page that the search brought; undefined before the first. */
  lastPage: SearchAnswer | undefined;
  isLoading: boolean;
  problem?: RequestProblem | undefined;
  /** Counted by the API; undefined where it can not count what is asked. */
  histogram?: HistogramAnswer | undefined;
  histogramProblem?: RequestProblem | undefined;
  tail: TailState;
}

/** True when the API's counters know what is asked: they are kept by service and level. */
export function isCounted(scope: LogScope): boolean {
  const { host, logger, search, requestId, userId, traceId } = scope;
  const filters = [host, logger, search, requestId, userId, traceId];
  return filters.every((filter) => filter === '') && attributeOf(scope) === undefined;
}

/**
 * One search and, where wanted, the live tail above it. The tail is opened first and the search asked when it stands, so
 * that no record falls between the two; what both bring is shown once.
 */
export class LogFeed {
  #snapshot: LogSnapshot;
  #listeners = new Set<() => void>();
  #asking = new AbortController();
  #tail: TailConnection | undefined;
  #arrived: LogRow[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    scope: LogScope,
    /** Asked when rows arrive: may they be put into the list at once? */
    private readonly isFollowing: () => boolean,
  ) {
    this.#snapshot = { scope, list: NO_ROWS, lastPage: undefined, isLoading: true, tail: { kind: 'off' } };
  }

  get snapshot(): LogSnapshot {
    return this.#snapshot;
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts anew: another question, or the same one again. */
  start(scope: LogScope): void {
    this.end();
    this.#asking = new AbortController();
    this.#arrived = [];
    const isTailing = scope.follow === 'tail';
    const tail: TailState = { kind: isTailing ? 'connecting' : 'off' };
    this.#snapshot = { scope, list: NO_ROWS, lastPage: undefined, isLoading: true, tail };
    this.#set({});
    void this.loadHistogram();
    if (isTailing) this.#openTail(scope);
    else void this.#search();
  }

  end(): void {
    this.#asking.abort();
    this.#tail?.end();
    this.#tail = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  showWaiting(): void {
    this.#set({ list: showWaitingRows(this.#snapshot.list) });
  }

  /** Loads the page after the last one. */
  async loadOlder(): Promise<void> {
    const cursor = this.#snapshot.lastPage?.nextCursor;
    if (this.#snapshot.isLoading || typeof cursor !== 'string') return;
    this.#set({ isLoading: true, problem: undefined });
    await this.#search(cursor);
  }

  /** Counts anew what the chart shows. */
  async loadHistogram(): Promise<void> {
    const { scope } = this.#snapshot;
    if (!isCounted(scope)) return;
    const { signal } = this.#asking;
    try {
      const { body } = await getJson(askLogHistogram(scope), signal);
      this.#set({ histogram: body, histogramProblem: undefined });
    } catch (cause) {
      if (signal.aborted) return;
      this.#set({ histogramProblem: problemOf(cause) });
    }
  }

  async #search(cursor?: string): Promise<void> {
    const { signal } = this.#asking;
    try {
      const { body } = await getJson(askSearch(this.#snapshot.scope, cursor), signal);
      const list = appendFound(this.#snapshot.list, body.records);
      this.#set({ list, lastPage: body, isLoading: false, problem: undefined });
    } catch (cause) {
      if (signal.aborted) return;
      this.#set({ isLoading: false, problem: problemOf(cause) });
    }
  }

  #openTail(scope: LogScope): void {
    this.#tail = new TailConnection((lastEventId) => askTail(scope, lastEventId), {
      onRow: (row) => this.#take(row),
      onHeartbeat: (completeness) => {
        this.#setTail({ heartbeat: { at: performance.now(), completeness } });
        this.#plan();
      },
      onOpen: () => {
        this.#setTail({ kind: 'live', problem: undefined });
        if (this.#snapshot.lastPage === undefined) void this.#search();
      },
      onLost: (problem) => this.#setTail({ kind: 'lost', problem }),
    });
    void this.#tail.open();
  }

  #take(row: LogRow): void {
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
    this.#set({ list: receiveTail(this.#snapshot.list, arrived, this.isFollowing()) });
  }

  #setTail(change: Partial<TailState>): void {
    this.#set({ tail: { ...this.#snapshot.tail, ...change } });
  }

  #set(change: Partial<LogSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** True when everything that fits, back to the start of the range, has been found. */
export function isSearchDone({ lastPage, list }: LogSnapshot): boolean {
  return lastPage !== undefined && lastPage.nextCursor === null && !list.isCut;
}

/** The left edge of what is known: the start of the range, or how far the search came; undefined when records tell. */
export function searchedFrom(snapshot: LogSnapshot): number | undefined {
  const { lastPage, list, scope } = snapshot;
  if (list.isCut || searchesBeyondRange(scope)) return undefined;
  const edge = isSearchDone(snapshot) ? lastPage?.range?.from : lastPage?.searchedBackTo;
  const time = Date.parse(edge ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** True when both ask for the same. */
export function isSameLogScope(a: LogScope, b: LogScope): boolean {
  return formatLogScope(a) === formatLogScope(b);
}

function problemOf(cause: unknown): RequestProblem {
  return cause instanceof RequestProblem ? cause : new RequestProblem('malformed', 'The answer can not be read.');
}
