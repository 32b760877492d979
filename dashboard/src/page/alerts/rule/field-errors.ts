import type { RequestProblem } from '../../../api/request-problem.js';

/** Members that a field of the form is about, where it has another name. */
const FIELDS: Readonly<Record<string, string>> = { windowSeconds: 'windowMinutes', cooldownSeconds: 'cooldownMinutes' };

/**
 * What the server says is wrong, by field: `rule.scope.levels.0` is about the field `scope.levels`. A field that is wrong twice shows the first.
 *
 * @param problem of the saving or of the preview, whose body holds the rule as its member `rule`
 */
export function errorsByField(problem: RequestProblem | undefined): ReadonlyMap<string, string> {
  const errors = new Map<string, string>();
  for (const { name, reason } of problem?.wrong ?? []) {
    const [first = '', second = ''] = name.replace(/^rule\./, '').split('.');
    const field = first === 'scope' && second !== '' ? `scope.${second}` : (FIELDS[first] ?? first);
    if (!errors.has(field)) errors.set(field, reason);
  }
  return errors;
}
