import { ProblemError } from '../problem/problem.js';

/** The answer to wrong parameters, as one sentence and one by one. */
export function parametersInvalid(wrong: readonly { name: string; reason: string }[]): ProblemError {
  const shown = wrong.slice(0, 20).map(({ name, reason }) => ({ name: name.slice(0, 100), reason }));
  const detail = shown.map(({ name, reason }) => `${name} ${reason}`).join('; ');
  return new ProblemError('PARAMETER_INVALID', detail, shown);
}
