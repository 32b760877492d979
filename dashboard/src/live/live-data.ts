import {
  type Completeness,
  type HistogramAnswer,
  type IngestAnswer,
  type ServicesAnswer,
  type StatsAnswer,
} from '../api/answer.js';
import { getJson } from '../api/get-json.js';
import { type Question, askErrors, askHistogram, askIngest, askServices, askStats } from '../api/question.js';
import { RequestProblem } from '../api/request-problem.js';
import { type Scope, formatScope } from '../navigation/scope.js';
import { type RoundReport, leastComplete } from './connection-state.js';
import { type ErrorFeed, appendOlder, receiveNewest, showWaiting, startFeed } from './error-feed.js';
import { RefreshLoop, type RoundOutcome } from './refresh-loop.js';

/** The last answer to a question, and why the newest try brought none. */
export interface Part<T> {
  answer?: T;
  problem?: RequestProblem;
}

/** All that the pages show. Replaced as a whole, once per refresh. */
export interface LiveSnapshot {
  /** The scope that the answers belong to; differs from the wanted one while a new question is under way. */
  scope: Scope | undefined;
  stats: Part<StatsAnswer>;
  services: Part<ServicesAnswer>;
  histogram: Part<HistogramAnswer>;
  ingest: Part<IngestAnswer>;
  feed: Part<ErrorFeed> & { isLoadingOlder: boolean; olderProblem?: RequestProblem | undefined };
  report: RoundReport | undefined;
  /** performance.now() of the last round with an answer. */
  answeredAt: number | undefined;
  /** Server's clock minus the browser's, in ms. */
  clockOffset: number;
  /** performance.now() of the next planned round. */
  nextRoundAt: number | null;
  isPaused: boolean;
}

const NOTHING: LiveSnapshot = {
  scope: undefined,
  stats: {},
  services: {},
  histogram: {},
  ingest: {},
  feed: { isLoadingOlder: false },
  report: undefined,
  answeredAt: undefined,
  clockOffset: 0,
  nextRoundAt: null,
  isPaused: false,
};

interface Settled<T> {
  body?: T;
  problem?: RequestProblem;
  serverTime: number | null;
}

const NOT_ASKED: Settled<never> = { serverTime: null };

/** Keeps the snapshot fresh: asks the same questions again and again and tells its listeners once per round. */
export class LiveData {
  #snapshot = NOTHING;
  #listeners = new Set<() => void>();
  #loop: RefreshLoop;
  #showsErrors: boolean;

  constructor(
    private scope: Scope,
    /** Asked when new errors arrive: may they be put into the list at once? */
    private readonly isFollowing: () => boolean,
    showsErrors: boolean,
  ) {
    this.#showsErrors = showsErrors;
    this.#loop = new RefreshLoop(
      (signal) => this.#round(signal),
      (wait) => this.#set({ nextRoundAt: wait === null ? null : performance.now() + wait }),
    );
  }

  get snapshot(): LiveSnapshot {
    return this.#snapshot;
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Asks anew when it differs from what is in use.
   *
   * @param showsErrors whether the page has the list of errors and its chart: where not, they are not asked for
   */
  setScope(scope: Scope, showsErrors: boolean): void {
    if (formatScope(scope) === formatScope(this.scope) && showsErrors === this.#showsErrors) return;
    this.scope = scope;
    this.#showsErrors = showsErrors;
    this.#loop.runNow();
  }

  setPaused(isPaused: boolean): void {
    this.#set({ isPaused });
    this.#loop.setPaused(isPaused);
  }

  setHidden(isHidden: boolean): void {
    this.#loop.setHidden(isHidden);
  }

  refreshNow(): void {
    this.#loop.runNow();
  }

  end(): void {
    this.#loop.end();
  }

  showWaiting(): void {
    const { feed } = this.#snapshot;
    if (feed.answer) this.#set({ feed: { ...feed, answer: showWaiting(feed.answer) } });
  }

  /** Loads the page after the last shown error; an answer for a scope that is no longer wanted is thrown away. */
  async loadOlder(): Promise<void> {
    const { feed } = this.#snapshot;
    const cursor = feed.answer?.olderCursor;
    if (feed.isLoadingOlder || cursor === undefined || cursor === null) return;
    const scope = this.scope;
    this.#set({ feed: { ...feed, isLoadingOlder: true, olderProblem: undefined } });
    const page = await settle(askErrors(scope, cursor), new AbortController().signal);
    const now = this.#snapshot.feed;
    if (scope !== this.scope || now.answer?.olderCursor !== cursor) {
      this.#set({ feed: { ...now, isLoadingOlder: false } });
      return;
    }
    const answer = page.body ? appendOlder(now.answer, page.body) : now.answer;
    this.#set({ feed: { ...now, answer, isLoadingOlder: false, olderProblem: page.problem } });
  }

  async #round(signal: AbortSignal): Promise<RoundOutcome> {
    const scope = this.scope;
    // One question goes ahead, a cheap one: the monitor counts wrong tokens, and nobody is served by five at once.
    const ingest = await settle(askIngest(), signal);
    if (signal.aborted) return 'failed';
    if (ingest.problem?.code === 'unauthorized' || ingest.problem?.code === 'unreachable') {
      this.#set({ report: { completeness: undefined, problem: ingest.problem } });
      return ingest.problem.code === 'unauthorized' ? 'unauthorized' : 'failed';
    }
    const [stats, services, histogram, errors] = await Promise.all([
      settle(askStats(scope), signal),
      settle(askServices(scope), signal),
      this.#showsErrors ? settle(askHistogram(scope), signal) : NOT_ASKED,
      this.#showsErrors ? settle(askErrors(scope), signal) : NOT_ASKED,
    ]);
    if (signal.aborted) return 'failed';
    const all: Settled<Completeness>[] = [stats, services, histogram, errors, ingest];
    const answers = all.flatMap((one) => (one.body ? [one.body] : []));
    const problem = worstProblem(all);
    const before = this.#snapshot;
    const isSameScope = before.scope !== undefined && formatScope(before.scope) === formatScope(scope);
    const serverTime = all.find((one) => one.serverTime !== null)?.serverTime;
    this.#set({
      ...(answers.length > 0 ? { scope, answeredAt: performance.now() } : {}),
      ...(serverTime ? { clockOffset: serverTime - Date.now() } : {}),
      stats: renewed(before.stats, stats),
      services: renewed(before.services, services),
      histogram: renewed(isSameScope || this.#showsErrors ? before.histogram : {}, histogram),
      ingest: renewed(before.ingest, ingest),
      feed: this.#renewedFeed(errors, isSameScope),
      report: { completeness: leastComplete(answers), problem },
    });
    if (problem?.code === 'unauthorized') return 'unauthorized';
    return answers.length > 0 ? 'answered' : 'failed';
  }

  #renewedFeed(errors: Settled<Parameters<typeof startFeed>[0]>, isSameScope: boolean): LiveSnapshot['feed'] {
    const { feed } = this.#snapshot;
    if (errors.problem) return { ...feed, problem: errors.problem };
    // What belongs to another scope must not be mixed with what comes when the list is shown again.
    if (!errors.body) return isSameScope ? feed : NOTHING.feed;
    const kept = isSameScope ? feed.answer : undefined;
    const answer = kept ? receiveNewest(kept, errors.body, this.isFollowing()) : startFeed(errors.body);
    return { answer, isLoadingOlder: feed.isLoadingOlder, ...(kept ? { olderProblem: feed.olderProblem } : {}) };
  }

  #set(change: Partial<LiveSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Asks a question; a problem is a result like any other. */
async function settle<T extends object>(question: Question<T>, signal: AbortSignal): Promise<Settled<T>> {
  try {
    return await getJson(question, signal);
  } catch (cause) {
    if (cause instanceof RequestProblem) return { problem: cause, serverTime: null };
    if (signal.aborted) return { serverTime: null };
    throw cause;
  }
}

function renewed<T>(before: Part<T>, settled: Settled<T>): Part<T> {
  if (settled.body) return { answer: settled.body };
  return settled.problem ? { ...before, problem: settled.problem } : before;
}

function worstProblem(all: Settled<unknown>[]): RequestProblem | undefined {
  const problems = all.flatMap((one) => (one.problem ? [one.problem] : []));
  return problems.find((problem) => problem.code === 'unauthorized') ?? problems[0];
}
