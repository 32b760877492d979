import type { LedgerAnswer, ServicesAnswer, StatisticsAnswer } from '@log-monitor/monitor-api';
import type { Command } from '../command-line/command.js';
import { percent } from './percent.js';
import { noteCompleteness, printJson } from './print-answer.js';
import { tableLines } from './table-lines.js';

export async function showStatistics(command: Command): Promise<void> {
  const answer = await command.client.get<StatisticsAnswer>('api/v1/logs/stats', command.asked.parameters);
  if (printJson(command, answer)) return;
  const out = (line: string): void => command.terminal.out(line);
  out(`${answer.total_logs} records, ${answer.total_errors} errors (${percent(answer.error_rate)})`);
  out('');
  for (const line of tableLines(['LEVEL', 'RECORDS'], Object.entries(answer.by_level))) out(line);
  out('');
  const services = Object.entries(answer.by_service).sort(([, left], [, right]) => right.errors - left.errors);
  const rows = services.map(([name, { total, errors, critical, error_rate }]) => [
    name,
    total,
    errors,
    critical,
    percent(error_rate),
  ]);
  for (const line of tableLines(['SERVICE', 'RECORDS', 'ERRORS', 'CRITICAL', 'RATE'], rows)) out(line);
  noteCompleteness(command, answer);
}

export async function showServices(command: Command): Promise<void> {
  const answer = await command.client.get<ServicesAnswer>('api/v1/logs/services', command.asked.parameters);
  if (printJson(command, answer)) return;
  const head = ['SERVICE', 'STATUS', 'HOSTS', 'PROCESSES', 'RECORDS', 'ERRORS', 'RATE', 'LAST SEEN'];
  const rows = answer.services.map((service) => [
    service.name,
    service.status,
    service.hosts,
    service.instances,
    service.total,
    service.errors,
    percent(service.error_rate),
    service.last_seen ?? 'never',
  ]);
  for (const line of tableLines(head, rows)) command.terminal.out(line);
  noteCompleteness(command, answer);
}

export async function showLedger(command: Command): Promise<void> {
  const answer = await command.client.get<LedgerAnswer>('api/v1/ingest/ledger', command.asked.parameters);
  if (printJson(command, answer)) return;
  const head = ['SERVICE', 'HOST', 'PROCESS', 'RECEIVED', 'DUPLICATES', 'DROPPED', 'MISSING', 'LAST SEEN', 'ENDED'];
  const rows = answer.instances.map((one) => [
    one.service,
    one.host,
    one.instance,
    one.received,
    one.duplicates,
    Object.values(one.dropped).reduce((sum, count) => sum + count, 0),
    one.missingCount,
    one.lastSeen,
    one.ended ? 'yes' : 'no',
  ]);
  for (const line of tableLines(head, rows)) command.terminal.out(line);
  if (answer.nextCursor !== null) command.terminal.note(`The ${rows.length} last seen are shown; --limit shows more.`);
  noteCompleteness(command, answer);
}
