import type { GroupRulesAnswer } from '@log-monitor/monitor-api';
import type { Command } from '../command-line/command.js';
import { printJson } from './print-answer.js';
import { tableLines } from './table-lines.js';

/** Rules by which errors are grouped, in their order. */
export async function showGroupRules(command: Command): Promise<void> {
  const answer = await command.client.get<GroupRulesAnswer>('api/v1/group-rules', {});
  if (printJson(command, answer)) return;
  const rows = answer.rules.map(({ name, match, fingerprint, enabled, updatedBy }) => [
    name,
    enabled ? 'on' : 'off',
    Object.entries(match)
      .map(([field, pattern]) => `${field} ${pattern}`)
      .join(', '),
    fingerprint,
    updatedBy,
  ]);
  for (const line of tableLines(['RULE', '', 'MATCHES', 'FINGERPRINT', 'BY'], rows)) command.terminal.out(line);
  command.terminal.note(standing(answer));
}

function standing({ isApplied, application }: GroupRulesAnswer): string {
  if (isApplied) return 'What is stored is grouped by these rules.';
  if (application?.state !== 'running') return 'What is stored is not grouped by these rules yet.';
  const { phase, done, total, moved } = application;
  return `Being applied to what is stored: ${phase}, ${done} of ${total} errors, ${moved} moved.`;
}
