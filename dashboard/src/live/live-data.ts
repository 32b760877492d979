import type { Completeness } from '@log-monitor/monitor-api';
import { type Fetched, fetchAnswer } from '../api/fetch-answer.js';
import { POLLED, type PolledAnswer, type PolledName } from '../api/polled.js';
import { askIngest } from '../api/question.js';
import type { RequestProblem } from '../api/request-problem.js';
import { type Scope, formatScope } from '../navigation/scope.js';
import { type Observed, leastComplete } from './connection-state.js';
import { RefreshLoop, type RoundOutcome } from './refresh-loop.js';

/** The last answer to a question, and why the newest try brought none. */
type Part<Answer> = Pick<Fetched<Answer>, 'answer' | 'problem'>;

/** The polled answers; a part that the page does not ask for is empty. */
type Parts = { [Name in PolledName]: Part<PolledAnswer<Name>> };

/** All that is polled. Replaced as a whole, once per refresh. */
export interface LiveSnapshot extends Observed {
  /** The scope that the answers belong to; differs from the wanted one while a new question is under way. */
  scope: Scope | undefined;
  parts: Parts;
  /** Server's clock minus the browser's, in ms. */
  clockOffset: number;
  /** performance.now() of the next planned round. */
  nextRoundAt: number | null;
}

/** When the last round with an answer was, epoch ms by the browser's clock. */
export function answeredTime({ answeredAt }: LiveSnapshot): number | undefined {
  return answeredAt === undefined ? undefined : Date.now() - (performance.now() - answeredAt);
}

/** The server's clock, epoch ms: ages and edges are told by it. */
export function serverNow({ clockOffset }: LiveSnapshot): number {
  return Date.now() + clockOffset;
}

/** What the header shows; asked for on every page, with `ingest`, which goes ahead. */
const ALWAYS: readonly PolledName[] = ['stats', 'services'];

/** What a page wants to be kept fresh. */
export interface Wanted {
  scope: Scope;
  /** Questions besides those of the header. */
  polls: readonly PolledName[];
}

/** Keeps the snapshot fresh: asks the same questions again and again and tells its listeners once per round. */
export class LiveData {
  #snapshot: LiveSnapshot = {
    scope: undefined,
    parts: Object.fromEntries(Object.keys(POLLED).map((name) => [name, {}])) as Parts,
    report: undefined,
    answeredAt: undefined,
    clockOffset: 0,
    nextRoundAt: null,
    isPaused: false,
  };
  #listeners = new Set<() => void>();
  #loop: RefreshLoop;
  #wanted: Wanted;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
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

  /** Asks again at once when it differs from what is in use. */
  want(wanted: Wanted): void {
    const { scope, polls } = this.#wanted;
    if (formatScope(wanted.scope) === formatScope(scope) && wanted.polls === polls) return;
    this.#wanted = wanted;
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

  async #round(signal: AbortSignal): Promise<RoundOutcome> {
    const { scope, polls } = this.#wanted;
    // One question goes ahead, a cheap one: the monitor counts wrong tokens, and nobody is served by five at once.
    const ingest = await fetchAnswer(askIngest(), signal);
    if (signal.aborted) return 'failed';
    if (ingest.problem?.code === 'unauthorized' || ingest.problem?.code === 'unreachable') {
      this.#set({ report: { completeness: undefined, problem: ingest.problem } });
      return ingest.problem.code === 'unauthorized' ? 'unauthorized' : 'failed';
    }
    const names = [...ALWAYS, ...polls];
    const fetched = await Promise.all(names.map((name) => fetchAnswer<Completeness>(POLLED[name](scope), signal)));
    if (signal.aborted) return 'failed';
    const all = [...fetched, ingest];
    const answers = all.flatMap(({ answer }) => (answer ? [answer] : []));
    const problem = worstProblem(all);
    const serverTime = all.find((one) => one.serverTime !== undefined)?.serverTime;
    this.#set({
      ...(answers.length > 0 ? { scope, answeredAt: performance.now() } : {}),
      ...(serverTime === undefined ? {} : { clockOffset: serverTime - Date.now() }),
      parts: renewed(this.#snapshot.parts, ['ingest', ...names], [ingest, ...fetched]),
      report: { completeness: leastComplete(answers), problem },
    });
    if (problem?.code === 'unauthorized') return 'unauthorized';
    return answers.length > 0 ? 'answered' : 'failed';
  }

  #set(change: Partial<LiveSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Parts with what was fetched for `names`, in their order: a problem leaves the last answer in sight. */
function renewed(before: Parts, names: readonly PolledName[], fetched: readonly Fetched<object>[]): Parts {
  const parts = Object.keys(before).map((name): [string, Part<object>] => {
    const { answer, problem } = fetched[names.indexOf(name as PolledName)] ?? {};
    if (answer) return [name, { answer }];
    return [name, problem ? { ...before[name as PolledName], problem } : {}];
  });
  // Each answer is that of the question that POLLED has under its name.
  return Object.fromEntries(parts) as Parts;
}

function worstProblem(all: readonly Fetched<object>[]): RequestProblem | undefined {
  const problems = all.flatMap((one) => (one.problem ? [one.problem] : []));
  return problems.find((problem) => problem.code === 'unauthorized') ?? problems[0];
}
