import type { GroupComparisonAnswer } from '@log-monitor/monitor-api';
import type { Command } from '../command-line/command.js';
import { noteCompleteness, printJson } from './print-answer.js';
import { tableLines } from './table-lines.js';

/** Problems of two windows beside each other. */
export async function compareGroups(command: Command): Promise<void> {
  const answer = await command.client.get<GroupComparisonAnswer>('api/v1/groups/compare', command.asked.parameters);
  if (printJson(command, answer)) return;
  const kinds = [
    ['new', answer.new],
    ['grown', answer.grown],
    ['vanished', answer.vanished],
  ] as const;
  const rows = kinds.flatMap(([kind, groups]) =>
    groups.map(({ id, before, count, services, title }) => [kind, id, before, count, services.join(','), title]),
  );
  for (const line of tableLines(['', 'ID', 'BEFORE', 'NOW', 'SERVICES', 'TITLE'], rows)) command.terminal.out(line);
  const { range, before, newCount, grownCount, vanishedCount } = answer;
  command.terminal.note(`${newCount} new, ${grownCount} grown, ${vanishedCount} vanished.`);
  command.terminal.note(`${range.from} to ${range.to}, compared with ${before.from} to ${before.to}.`);
  noteCompleteness(command, answer);
}
