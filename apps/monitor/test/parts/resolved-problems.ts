import type { GroupAnswer, GroupListAnswer } from '@log-monitor/monitor-api';
import { waitFor } from '@log-monitor/tools';
import { expect } from 'vitest';
import type { MonitorProcess } from './monitor-process.js';
import type { ProblemHistory } from './problem-history.js';

/** A problem that somebody resolves, and in which versions it may and may not come back. */
export interface ResolvedProblem {
  /** Function that fails. */
  readonly name: string;
  /** Left out: resolved by time alone, whatever the version. */
  readonly resolvedIn?: string;
  /** Versions that had it before. */
  readonly earlier: readonly string[];
  /** A version in which it is a regression, another one in each round. */
  returnsIn(round: number): string;
}

const letter = (index: number): string => 'abcdefghijklmnopqrstuvwxyz'.charAt(index);

/** Of each way to resolve a problem so many: by time, in a version with numbers, in one that is a commit's hash. */
export function problemsOfEachWay(count: number): ResolvedProblem[] {
  return Array.from({ length: count }, (_, index): ResolvedProblem[] => [
    { name: `bytime${letter(index)}`, earlier: ['1.8.0', '1.9.0'], returnsIn: () => '1.9.0' },
    {
      name: `bynumber${letter(index)}`,
      resolvedIn: '1.10.0',
      earlier: ['1.8.0', '1.9.0', '1.10.0-rc.1'],
      returnsIn: (round) => ['1.10.0', '1.11.0', '2.0.0'][round % 3] as string,
    },
    {
      name: `byhash${letter(index)}`,
      resolvedIn: 'c0ffee1',
      earlier: ['0ddba11', 'deadb0a'],
      returnsIn: (round) => `fe${round.toString(16).padStart(5, '0')}`,
    },
  ]).flat();
}

/** Problems, as somebody sees and resolves them over HTTP. */
export class ResolvedProblems {
  /** When each was resolved, milliseconds since 1970. */
  readonly resolvedAt = new Map<string, number>();
  readonly #ids = new Map<string, string>();

  constructor(
    readonly problems: readonly ResolvedProblem[],
    readonly history: ProblemHistory,
  ) {}

  /** Waits until all are listed with all that they have had. */
  async known(monitor: MonitorProcess): Promise<void> {
    await waitFor(
      async () => {
        const { groups } = await monitor.get<GroupListAnswer>('/api/v1/groups?from=now-4h&limit=500');
        for (const { id, culprit } of groups) this.#ids.set(culprit?.split(' ')[0] ?? '', id);
        return this.problems.every(({ name }) => this.#ids.has(name));
      },
      { timeoutMs: 60_000, what: 'the problems to be listed' },
    );
  }

  async answer(monitor: MonitorProcess, name: string): Promise<GroupAnswer> {
    return monitor.get<GroupAnswer>(`/api/v1/groups/${this.#ids.get(name)}?from=now-4h`);
  }

  async resolve(monitor: MonitorProcess, { name, resolvedIn }: ResolvedProblem): Promise<void> {
    const change = { state: 'resolved', ...(resolvedIn !== undefined && { resolvedInVersion: resolvedIn }) };
    const answer = await fetch(`${monitor.url}/api/v1/groups/${this.#ids.get(name)}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
    expect(answer.status, await answer.text()).toBe(204);
    const { stateAt } = await this.answer(monitor, name);
    this.resolvedAt.set(name, Date.parse(stateAt ?? ''));
  }

  /**
   * Expects that every problem has had exactly what happened, and that so many of them regressions, by what REST says and by its audit.
   *
   * @returns regressions that are none
   */
  async expectTruth(monitor: MonitorProcess, regressions: (name: string) => number = () => 0): Promise<void> {
    const found: object[] = [];
    const truth: object[] = [];
    for (const { name, resolvedIn } of this.problems) {
      const { state, total, users, resolvedInVersion, events } = await this.answer(monitor, name);
      const regressed = events.filter(({ action }) => action === 'regressed').length;
      found.push({ name, state, total, users, resolvedInVersion, regressed });
      const count = this.history.counts.get(name) ?? 0;
      const resolved = { state: 'resolved', resolvedInVersion: resolvedIn ?? null };
      truth.push({ name, ...resolved, total: count, users: Math.min(97, count), regressed: regressions(name) });
    }
    expect(found).toEqual(truth);
  }

  /**
   * Waits until a problem is open again, and says so by its time and its audit.
   *
   * @returns milliseconds since 1970
   */
  async regressed(monitor: MonitorProcess, name: string, times: number): Promise<number> {
    await waitFor(
      async () => {
        const { state, regressedAt, events } = await this.answer(monitor, name);
        const told = events.filter(({ action, actor }) => action === 'regressed' && actor === 'log-monitor').length;
        return state === 'open' && regressedAt !== null && told === times;
      },
      { timeoutMs: 20_000, what: `the regression of ${name}`, intervalMs: 10 },
    );
    return Date.now();
  }
}
