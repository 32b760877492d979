import type { ProblemCode } from '@log-monitor/monitor-api';
import type { Request } from 'express';
import { GroupError } from '../../../groups/desk/group-error.js';
import { PreviewRefused } from '../../../groups/regroup/group-preview.js';
import { GroupRuleError } from '../../../groups/rules/group-rule-error.js';
import { ProblemError } from '../../problem/problem.js';

const OF_RULES = { ABSENT: 'NOT_FOUND', CONFLICT: 'GROUP_CONFLICT', INVALID: 'RULE_INVALID' } as const;

/** @throws ProblemError for what is refused about problems and their rules */
export async function refusing<Result>(change: Promise<Result>): Promise<Result> {
  try {
    return await change;
  } catch (error) {
    const code = codeOf(error);
    throw code === undefined ? error : new ProblemError(code, (error as Error).message);
  }
}

/** Name of the one who asks, for the audit. */
export function callerOf(request: Request): string {
  return request.caller?.name ?? 'somebody';
}

function codeOf(error: unknown): ProblemCode | undefined {
  if (error instanceof GroupError) return error.code === 'GROUP_ABSENT' ? 'NOT_FOUND' : error.code;
  if (error instanceof GroupRuleError) return OF_RULES[error.code];
  return error instanceof PreviewRefused ? 'OVERLOADED' : undefined;
}
