import type { AlertKindDefinition } from './alert-kind.js';
import { ABOUT_PROBLEMS, ACCEPTS_PROBLEMS, perProblem } from './per-problem.js';
import { duration, inWords } from './words.js';

/** Errors of a problem that was first seen in the window, by the time of its first error. */
export const PROBLEM_NEW: AlertKindDefinition = {
  ...ABOUT_PROBLEMS,
  name: 'problem_new',
  form: { title: 'New problem', format: 'number', usual: 1 },
  clock: 'event',
  unit: 'errors of a problem first seen in the window',
  accepts: { ...ACCEPTS_PROBLEMS, threshold: { min: 1 } },
  question: ({ windowMinutes }) => ({ window: windowMinutes, problems: true }),
  measure: (rule, measurements) =>
    perProblem(rule, measurements, ({ errors, isNew }) => (isNew ? { value: errors, volume: errors } : undefined)),
  sentence: ({ windowSeconds }, name, value) =>
    value === 0
      ? `${name} is no longer new: it was not first seen within ${duration(windowSeconds)}`
      : `new problem ${name}: ${inWords(value)} error${value === 1 ? '' : 's'} within ${duration(windowSeconds)}`,
};
