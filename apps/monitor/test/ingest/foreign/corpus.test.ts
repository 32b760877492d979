import { readdirSync, readFileSync } from 'node:fs';
import { LEVELS } from '@log-monitor/log-record';
import { describe, expect, it } from 'vitest';
import type { Decoded } from '../../../src/batch/decoded-record.js';
import type { RawMessage } from '../../../src/batch/raw-message.js';
import { decodeMessage } from '../../../src/ingest/log/decode-message.js';
import { rawMessage } from '../../parts/raw-message.js';

/** What the author of a library expects to see; members that are not named may be anything. */
type Expected =
  { undecodable: string } | ({ level: string; message: string; service: string } & Record<string, unknown>);

const folder = new URL('corpus/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

const corpus = readdirSync(folder)
  .filter((file) => file.endsWith('.jsonl'))
  .flatMap((file) => {
    const expected = JSON.parse(read(file.replace('.jsonl', '.expected.json'))) as Record<
      string,
      Expected | Expected[]
    >;
    const lines = read(file).trim().split('\n');
    return lines.map((line) => {
      const { name, origin, value } = JSON.parse(line) as { name: string; origin: string; value: string };
      return { name, origin, value, expected: [expected[name] ?? []].flat() };
    });
  });

const decode = (raw: RawMessage): Decoded[] => {
  const decoded = decodeMessage(raw, 'application-logs/0');
  return decoded.kind === 'bundle' ? decoded.elements.flatMap(decode) : [decoded];
};

/** A decoded record with the names that the expectations have; of the stack only as much as is expected of it. */
const shown = (decoded: Decoded, expected: Expected): unknown => {
  if (decoded.kind === 'undecodable') return { undecodable: decoded.reason };
  if (decoded.kind !== 'record') return decoded;
  const { severity, time, timeNanos, error, ...record } = decoded.record;
  const length = (expected as { error?: { stack?: string } }).error?.stack?.length;
  const cut = length === undefined ? error : { ...error, stack: error?.stack?.slice(0, length) };
  return { ...record, level: LEVELS[severity - 1], time: new Date(time).toISOString(), nanos: timeNanos, error: cut };
};

describe('messages of other libraries', () => {
  it('are many, each with an expectation', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(100);
    expect(corpus.filter(({ expected }) => expected.length === 0)).toEqual([]);
  });

  it.each(corpus)('$name', ({ value, expected }) => {
    const decoded = decode(rawMessage(value));
    expect(decoded.map((one, at) => shown(one, expected[at] as Expected))).toMatchObject(expected);
  });
});
