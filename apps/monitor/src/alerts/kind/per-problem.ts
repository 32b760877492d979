import type { Measurements } from '../measure/measurements.js';
import type { ProblemCell } from '../measure/problem-table.js';
import type { Accepted, Measured } from './alert-kind.js';
import { SERVICES } from './accepted.js';
import type { WatchedRule } from './watched-rule.js';

/** A broken service can make every message a new problem: of more than this those with the most errors are watched. */
const MOST_PROBLEMS = 500;

export const ABOUT_PROBLEMS = { about: 'problems', absent: 0 } as const;

export const ACCEPTS_PROBLEMS = {
  scope: SERVICES,
  groupBy: ['problem'],
  isGrouped: true,
  parameters: ['windowSeconds'],
} as const satisfies Accepted;

/** What a problem had in a window, in the services that a rule watches. */
export interface WatchedProblem {
  errors: number;
  /** It was first seen in the window. */
  isNew: boolean;
}

/** @returns undefined when it cannot be known */
export function perProblem(
  rule: WatchedRule,
  measurements: Measurements,
  measure: (problem: WatchedProblem) => Omit<Measured, 'key'> | undefined,
): Measured[] | undefined {
  const cells = measurements.problems(rule.windowMinutes);
  if (cells === undefined) return undefined;
  const watched = new Set(rule.services(measurements.services).map(({ id }) => id));
  const largest = [...problemsOf(cells, watched)].sort(([, left], [, right]) => right.errors - left.errors);
  const measured = largest.flatMap(([key, problem]): Measured[] => {
    const found = measure(problem);
    return found === undefined ? [] : [{ key, ...found }];
  });
  return measured.slice(0, MOST_PROBLEMS);
}

function problemsOf(cells: Iterable<ProblemCell>, watched: ReadonlySet<number>): Map<string, WatchedProblem> {
  const problems = new Map<string, WatchedProblem>();
  for (const { problem, serviceId, errors, fresh } of cells) {
    if (!watched.has(serviceId)) continue;
    const known = problems.get(problem);
    if (known === undefined) problems.set(problem, { errors, isNew: fresh > 0 });
    else {
      known.errors += errors;
      known.isNew ||= fresh > 0;
    }
  }
  return problems;
}
