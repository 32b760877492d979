import type { Group, GroupAnswer, GroupListAnswer } from '@log-monitor/monitor-api';
import type { Command } from '../command-line/command.js';
import { plainText } from './plain-text.js';
import { compareGroups } from './compare-groups.js';
import { noteCompleteness, printJson } from './print-answer.js';
import { recordLine } from './record-line.js';
import { showGroupRules } from './show-group-rules.js';
import { tableLines } from './table-lines.js';

/** Problems: a table of them, one whole, two windows beside each other, or the rules that make them. */
export async function showGroups(command: Command): Promise<void> {
  const { subject } = command.asked;
  if (subject === undefined) await showList(command);
  else if (subject === 'rules') await showGroupRules(command);
  else if (subject === 'compare') await compareGroups(command);
  else await showOne(command, subject);
}

async function showList(command: Command): Promise<void> {
  const answer = await command.client.get<GroupListAnswer>('api/v1/groups', command.asked.parameters);
  if (printJson(command, answer)) return;
  const head = ['ID', 'STATE', 'ERRORS', 'TREND', 'USERS', 'LAST SEEN', 'SERVICES', 'TITLE'];
  const rows = answer.groups.map((group) => [
    group.id,
    stateOf(group),
    group.count,
    sparkline(group.trend.counts),
    group.users,
    group.lastSeen,
    group.services.join(','),
    group.title,
  ]);
  for (const line of tableLines(head, rows)) command.terminal.out(line);
  if (answer.nextCursor !== null)
    command.terminal.note(`${answer.count} of ${answer.total} are shown; --limit shows more, filters fewer.`);
  noteCompleteness(command, answer);
}

async function showOne(command: Command, id: string): Promise<void> {
  const answer = await command.client.get<GroupAnswer>(
    `api/v1/groups/${encodeURIComponent(id)}`,
    command.asked.parameters,
  );
  if (printJson(command, answer)) return;
  const out = (line: string): void => command.terminal.out(plainText(line));
  out(answer.title);
  if (answer.culprit !== null) out(`in ${answer.culprit}`);
  out(answer.groupedBy);
  const assigned = answer.assignee === null ? '' : `, assigned to ${answer.assignee}`;
  out(`${stateOf(answer)}${assigned}; ${answer.total} errors, ${answer.users} users`);
  out(`first ${answer.firstSeen}, last ${answer.lastSeen}  ${sparkline(answer.trend.counts)}`);
  for (const { name, count } of answer.byService) out(`  ${count} of ${name}`);
  for (const { name, count } of answer.byVersion) if (name !== '') out(`  ${count} in version ${name}`);
  for (const { at, actor, action, undone } of answer.events)
    out(`${at} ${actor}: ${action}${undone ? ' (undone)' : ''}`);
  const { last } = answer.samples;
  if (last !== null) command.terminal.out(recordLine(last, command.terminal.color));
  noteCompleteness(command, answer);
}

function stateOf({ state, regressedAt, resolvedInVersion }: Group): string {
  if (state === 'open') return regressedAt === null ? 'open' : 'regressed';
  return state === 'resolved' && resolvedInVersion !== null ? `resolved in ${resolvedInVersion}` : state;
}

const BARS = '▁▂▃▄▅▆▇█';

/** Each count as a bar; nothing is a blank. */
function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count) => (count === 0 ? ' ' : (BARS[Math.ceil((count / most) * BARS.length) - 1] ?? '')))
    .join('');
}
