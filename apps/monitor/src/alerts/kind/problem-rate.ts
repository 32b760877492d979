import type { AlertKindDefinition } from './alert-kind.js';
import { ABOUT_PROBLEMS, ACCEPTS_PROBLEMS, perProblem } from './per-problem.js';
import { duration, inWords } from './words.js';

/** Errors of a problem per minute over the window. Problems that are ignored or muted are left out. */
export const PROBLEM_RATE: AlertKindDefinition = {
  ...ABOUT_PROBLEMS,
  name: 'problem_rate',
  form: { title: 'Problem above a rate', format: 'number', usual: 10 },
  clock: 'event',
  unit: 'errors of a problem per minute',
  accepts: ACCEPTS_PROBLEMS,
  question: ({ windowMinutes }) => ({ window: windowMinutes, problems: true }),
  measure: (rule, measurements) =>
    perProblem(rule, measurements, ({ errors }) => ({ value: errors / rule.windowMinutes, volume: errors })),
  sentence: ({ windowSeconds }, name, value) =>
    `${name}: ${inWords(value)} errors per minute over ${duration(windowSeconds)}`,
};
