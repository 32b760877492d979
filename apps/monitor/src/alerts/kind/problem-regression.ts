import type { AlertKindDefinition, Measured } from './alert-kind.js';
import { ABOUT_PROBLEMS, ACCEPTS_PROBLEMS } from './per-problem.js';
import { duration } from './words.js';

/**
 * How often a problem that had been resolved has happened again. Each evaluation counts what was noticed in the window; besides, the evaluator is told of
 * each as soon as it is noticed. What comes late never makes a problem regress (groups/state/triage.ts), so that it sets nothing off here either.
 */
export const PROBLEM_REGRESSION: AlertKindDefinition = {
  ...ABOUT_PROBLEMS,
  name: 'problem_regression',
  form: { title: 'Regression of a problem', format: 'number', usual: 1 },
  clock: 'wall',
  unit: 'regressions of a problem in the window',
  accepts: { ...ACCEPTS_PROBLEMS, threshold: { min: 1, max: 1 } },
  question: ({ windowMinutes }) => ({ window: windowMinutes }),
  measure(rule, { samples }) {
    const found = new Map<string, number>();
    for (const sample of samples.slice(0, rule.windowMinutes)) {
      for (const [problem, { count, services }] of Object.entries(sample?.regressions ?? {})) {
        if (services.some((name) => rule.watches(name))) found.set(problem, (found.get(problem) ?? 0) + count);
      }
    }
    return [...found].map(([key, value]): Measured => ({ key, value, volume: value }));
  },
  sentence: ({ windowSeconds }, name, value) =>
    value === 0
      ? `${name} has not regressed again within ${duration(windowSeconds)}`
      : `${name} happens again: it had been resolved`,
};
