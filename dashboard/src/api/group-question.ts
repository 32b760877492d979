import type {
  GroupAnswer,
  GroupBulkInput,
  GroupChange,
  GroupListAnswer,
  GroupSort,
  GroupState,
} from '@log-monitor/monitor-api';
import { type Scope, relativeFrom } from '../navigation/scope.js';
import { type Question, given, oneName } from './question.js';

/** Questions about problems, and what people do about them. */

const GROUPS = 'api/v1/groups';

export const STATES = ['open', 'resolved', 'ignored', 'muted'] as const satisfies GroupState[];

/** What a list of problems can be sorted by, in words. */
export const SORTS = [
  { sort: 'lastSeen', words: 'last seen' },
  { sort: 'firstSeen', words: 'first seen' },
  { sort: 'count', words: 'errors in the range' },
  { sort: 'total', words: 'errors ever counted' },
  { sort: 'growth', words: 'growth' },
  { sort: 'users', words: 'users' },
  { sort: 'title', words: 'title' },
  { sort: 'culprit', words: 'culprit' },
  { sort: 'service', words: 'service' },
  { sort: 'version', words: 'version' },
  { sort: 'state', words: 'state' },
  { sort: 'assignee', words: 'assignee' },
] as const satisfies { sort: GroupSort; words: string }[];

const oneGroup = (id: string): string => `${GROUPS}/${encodeURIComponent(id)}`;

/** Problems with errors in the range, the open ones unless others are wanted; or the page after `cursor`. */
export function askGroups(scope: Scope, cursor = ''): Question<GroupListAnswer> {
  const { search, assignee, version, users, minimum, firstSeen, regressed, notes } = scope;
  const filters = given({ search, assignee, version, users, minimum, firstSeen, regressed, notes });
  const narrowed = given({ service: oneName(scope.service), state: wantedState(scope) });
  const { sort, order } = wantedSort(scope);
  const parameters = { limit: '50', from: relativeFrom(scope), ...narrowed, ...filters, sort, order };
  return { path: GROUPS, parameters: { ...parameters, ...given({ cursor }) } };
}

/** The state that a list of problems is narrowed to; empty: any. */
function wantedState({ state }: Pick<Scope, 'state'>): string {
  if (state === 'all') return '';
  return STATES.find((one) => one === state) ?? 'open';
}

/** What a list of problems is sorted by; the last seen first unless told otherwise. */
export function wantedSort({ sort }: Pick<Scope, 'sort'>): { sort: GroupSort; order: 'asc' | 'desc' } {
  const [name, order] = sort.split('.');
  return { sort: SORTS.find((one) => one.sort === name)?.sort ?? 'lastSeen', order: order === 'asc' ? 'asc' : 'desc' };
}

export function askGroup(id: string, scope: Pick<Scope, 'range'>): Question<GroupAnswer> {
  return { path: oneGroup(id), parameters: { from: `now-${scope.range}` } };
}

export const changeGroup = (id: string, change: GroupChange): Question<object> => ({
  method: 'PATCH',
  path: oneGroup(id),
  parameters: {},
  body: change,
});

export const changeGroups = (input: GroupBulkInput): Question<{ changed: number; absent: string[] }> => ({
  method: 'POST',
  path: `${GROUPS}/bulk`,
  parameters: {},
  body: input,
});

/** @param ids problems that it takes in */
export const mergeGroups = (id: string, ids: readonly string[]): Question<object> => ({
  method: 'POST',
  path: `${oneGroup(id)}/merge`,
  parameters: {},
  body: { ids },
});

/** @param fingerprints those that leave it */
export const splitGroup = (id: string, fingerprints: readonly string[]): Question<{ id: string }> => ({
  method: 'POST',
  path: `${oneGroup(id)}/split`,
  parameters: {},
  body: { fingerprints },
});

export const undoGroup = (id: string): Question<{ undone: string }> => ({
  method: 'POST',
  path: `${oneGroup(id)}/undo`,
  parameters: {},
});

export const deleteGroup = (id: string): Question<object> => ({
  method: 'DELETE',
  path: oneGroup(id),
  parameters: {},
});
