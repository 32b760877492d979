import type { Completeness } from '@log-monitor/monitor-api';
import type { RequestProblem } from '../api/request-problem.js';

/** A lag shorter than this is the beat of the monitor's own once-a-second bookkeeping plus our refresh. */
const BEHIND_AFTER_SECONDS = 5;

/** A page whose last answer is older than this does not call itself live, though the running question may still be answered. */
const LATE_AFTER_MS = 8000;

/** What the last refresh brought. */
interface RoundReport {
  /** The least complete answer of the round; undefined when there was none. */
  completeness: Completeness | undefined;
  /** Why there was none, or why one is missing. */
  problem: Pick<RequestProblem, 'code' | 'message'> | undefined;
}

/** What the state is read from. */
export interface Observed {
  report: RoundReport | undefined;
  isPaused: boolean;
  /** performance.now() of the last round with an answer. */
  answeredAt: number | undefined;
}

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'late' }
  | { kind: 'behind'; seconds: number; records: number }
  | { kind: 'broker-unreachable' }
  | { kind: 'monitor-unreachable'; reason: string }
  | { kind: 'unauthorized' }
  | { kind: 'paused' };

/**
 * Turns a round's report into the one state that the header shows. Worse news win: a page that may not ask, or gets no
 * answer, cannot know whether the monitor is behind; a paused page claims nothing about now.
 *
 * @param ageMs time since the last answer
 */
export function connectionState(report: RoundReport | undefined, isPaused: boolean, ageMs: number): ConnectionState {
  if (report?.problem?.code === 'unauthorized') return { kind: 'unauthorized' };
  if (report !== undefined && report.completeness === undefined) {
    return { kind: 'monitor-unreachable', reason: report.problem?.message ?? 'The monitor gave no answer.' };
  }
  if (isPaused) return { kind: 'paused' };
  if (report?.completeness === undefined) return { kind: 'connecting' };
  if (ageMs > LATE_AFTER_MS) return { kind: 'late' };
  const { records, seconds } = report.completeness.lag;
  if (records === null) return { kind: 'broker-unreachable' };
  if ((seconds ?? 0) > BEHIND_AFTER_SECONDS) return { kind: 'behind', seconds: seconds ?? 0, records };
  return { kind: 'live' };
}

/** The word for each state: what a screen reader hears when it changes. */
export const STATE_WORDS: Record<ConnectionState['kind'], string> = {
  connecting: 'Connecting',
  live: 'Live',
  late: 'Waiting for an answer',
  behind: 'Behind',
  'broker-unreachable': 'Kafka not reached',
  'monitor-unreachable': 'Monitor not reachable',
  unauthorized: 'Token needed',
  paused: 'Paused',
};

/** The state of a snapshot at this moment. */
export function stateOf({ report, isPaused, answeredAt }: Observed): ConnectionState {
  return connectionState(report, isPaused, answeredAt === undefined ? 0 : performance.now() - answeredAt);
}

/** The least complete of several answers: a page is as complete as its weakest part. */
export function leastComplete(answers: Completeness[]): Completeness | undefined {
  return answers.reduce<Completeness | undefined>((worst, answer) => {
    if (worst === undefined) return answer;
    if (worst.lag.records === null) return worst;
    if (answer.lag.records === null) return answer;
    return timeOf(answer) < timeOf(worst) ? answer : worst;
  }, undefined);
}

function timeOf(answer: Completeness): number {
  return answer.completeThrough === null ? -Infinity : Date.parse(answer.completeThrough);
}
