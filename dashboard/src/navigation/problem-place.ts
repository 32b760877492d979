import { formatRoute } from './route.js';
import { DEFAULT_SCOPE, type Scope } from './scope.js';

/** The path of the page Problems. */
export const PROBLEMS_PATH = 'problems';

/** The address of a problem, with the range that is chosen. */
export function problemAddress({ range }: Pick<Scope, 'range'>, id: string): string {
  return formatRoute({ page: PROBLEMS_PATH, scope: { ...DEFAULT_SCOPE, range }, id });
}

/** The address of a part of the page, with the range that is chosen. */
export function problemsAddress(
  { range }: Pick<Scope, 'range'>,
  place: Partial<Pick<Scope, 'view' | 'task' | 'rule'>>,
): string {
  return formatRoute({ page: PROBLEMS_PATH, scope: { ...DEFAULT_SCOPE, range, ...place } });
}

/**
 * The address of a problem's errors, with the range that is chosen.
 *
 * @param record one of them, to be open
 */
export function errorsAddress(
  { range }: Pick<Scope, 'range'>,
  place: Pick<Scope, 'group'> & Partial<Scope>,
  record?: string,
) {
  const scope = { ...DEFAULT_SCOPE, ...place, range };
  return formatRoute({ page: '', scope, ...(record !== undefined && { id: record }) });
}
