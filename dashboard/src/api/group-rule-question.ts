import type {
  GroupComparisonAnswer,
  GroupPreviewAnswer,
  GroupRuleInput,
  GroupRulesAnswer,
} from '@log-monitor/monitor-api';
import { type Scope, relativeFrom } from '../navigation/scope.js';
import { type Question, given, oneName } from './question.js';

/** Questions about the rules by which errors are grouped, and about two windows beside each other. */

/** After 30 s the server answers with what it has seen by then. */
const PREVIEW_DEADLINE_MS = 40_000;

const RULES = 'api/v1/group-rules';

const oneRule = (id: string): string => `${RULES}/${encodeURIComponent(id)}`;

export const askGroupRules = (): Question<GroupRulesAnswer> => ({ path: RULES, parameters: {} });

export const createGroupRule = (rule: GroupRuleInput): Question<GroupRulesAnswer> => ({
  method: 'POST',
  path: RULES,
  parameters: {},
  body: rule,
});

export const replaceGroupRule = (id: string, rule: GroupRuleInput): Question<GroupRulesAnswer> => ({
  method: 'PUT',
  path: oneRule(id),
  parameters: {},
  body: rule,
});

export const deleteGroupRule = (id: string): Question<GroupRulesAnswer> => ({
  method: 'DELETE',
  path: oneRule(id),
  parameters: {},
});

/** @param ids all rules, in the order in which they are to be tried */
export const orderGroupRules = (ids: readonly string[]): Question<GroupRulesAnswer> => ({
  method: 'POST',
  path: `${RULES}/order`,
  parameters: {},
  body: { ids },
});

export const undoGroupRules = (): Question<GroupRulesAnswer> => ({
  method: 'POST',
  path: `${RULES}/undo`,
  parameters: {},
});

/** What these rules, in this order, would make of the errors that are stored. */
export const previewGroupRules = (rules: readonly GroupRuleInput[]): Question<GroupPreviewAnswer> => ({
  method: 'POST',
  path: 'api/v1/groups/preview',
  parameters: {},
  body: { rules },
  deadlineMs: PREVIEW_DEADLINE_MS,
});

/** Groups what is stored by the rules, in the background. */
export const applyGroupRules = (): Question<object> => ({
  method: 'POST',
  path: 'api/v1/groups/apply',
  parameters: {},
});

/** What was moved by then stays where it is. */
export const stopApplying = (): Question<object> => ({ method: 'DELETE', path: 'api/v1/groups/apply', parameters: {} });

/** The range beside the one of the same length before it, or around the first error of a version. */
export function askComparison(scope: Scope): Question<GroupComparisonAnswer> {
  const { service, version } = scope;
  const filters = given({ service: oneName(service), version });
  return { path: 'api/v1/groups/compare', parameters: { from: relativeFrom(scope), ...filters } };
}
