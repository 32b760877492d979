import { readFileSync } from 'node:fs';
import { LEVELS, SEVERITY } from '@log-monitor/log-record';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/ingest/log/decode-message.js';
import { rawMessage } from '../parts/raw-message.js';

const page = readFileSync(new URL('../../../../docs/foreign-records.md', import.meta.url), 'utf8');
const sectionOf = (heading: string): string => page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

const rowsOf = (section: string): string[][] =>
  section
    .split('\n')
    .filter((line) => /^\| (?!-)/.test(line))
    .slice(1)
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore

const codeOf = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** One case for each value of the table: convention, value, level, message. */
const cases = rowsOf(sectionOf('Levels')).flatMap(([convention = '', template = '', ...values]) =>
  LEVELS.flatMap((level, index) =>
    codeOf(values[index] ?? '').map((value) => ({
      convention,
      level,
      value,
      members: JSON.parse((codeOf(template)[0] ?? '').replace('…', value)) as Record<string, unknown>,
    })),
  ),
);

describe('the table of levels in docs/foreign-records.md', () => {
  it.each(cases)('$convention: $value is $level', ({ level, members }) => {
    const missing = 'msg' in members ? {} : { message: 'hello' };
    const decoded = decodeMessage(rawMessage({ ...members, ...missing, service: 'shop' }), 'application-logs/0');
    expect(decoded).toMatchObject({ kind: 'record', record: { severity: SEVERITY[level], message: 'hello' } });
  });
});
