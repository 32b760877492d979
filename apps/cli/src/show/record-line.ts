import type { StoredRecord } from '@log-monitor/monitor-api';
import { styleText } from 'node:util';
import { plainText } from './plain-text.js';

const COLORS: Readonly<Record<string, Parameters<typeof styleText>[0]>> = {
  DEBUG: 'gray',
  INFO: 'cyan',
  WARNING: 'yellow',
  ERROR: 'red',
  CRITICAL: ['bold', 'red'],
};

/** A record as a line, an error's stack below it. */
export function recordLine(record: StoredRecord, color: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(style, text) : text;
  const level = paint(COLORS[record.level] ?? 'reset', plainText(record.level).padEnd(8));
  const request = record.requestId === undefined ? '' : paint('gray', ` [${plainText(record.requestId)}]`);
  const problem = record.group === null ? '' : paint('gray', ` {${plainText(record.group.id)}}`);
  const head = `${paint('gray', plainText(record.timestamp))} ${level} ${paint('bold', plainText(record.service))}${request} ${plainText(record.message)}${problem}`;
  const below = record.error?.stack ?? errorLine(record);
  if (below === undefined) return head;
  const indented = plainText(below, 'many')
    .split('\n')
    .map((line) => paint('gray', `    ${line.trimEnd()}`));
  return [head, ...indented].join('\n');
}

function errorLine({ error, message }: StoredRecord): string | undefined {
  const text = [error?.type, error?.message].filter((part) => part !== undefined).join(': ');
  return text === '' || text === message ? undefined : text;
}
