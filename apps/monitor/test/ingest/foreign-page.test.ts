import { readdirSync, readFileSync } from 'node:fs';
import { LEVELS, SEVERITY } from '@log-monitor/log-record';
import { describe, expect, it } from 'vitest';
import type { Decoded, DecodedRecord } from '../../src/batch/decoded-record.js';
import type { RawMessage } from '../../src/batch/raw-message.js';
import { decodeMessage } from '../../src/ingest/log/decode-message.js';
import { rawMessage } from '../parts/raw-message.js';

const page = readFileSync(new URL('../../../../docs/foreign-records.md', import.meta.url), 'utf8');

/** Cells of the table under a heading, without the table's head. */
function rowsUnder(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => /^\| (?!-)/.test(line));
  return lines.slice(1).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
}

const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

const decode = (raw: RawMessage): Decoded[] => {
  const decoded = decodeMessage(raw, 'application-logs/0');
  return decoded.kind === 'bundle' ? decoded.elements.flatMap(decode) : [decoded];
};

const levelCases = rowsUnder('Levels').flatMap(([convention = '', template = '', ...cells]) =>
  LEVELS.flatMap((level, index) =>
    codeIn(cells[index] ?? '').map((value) => ({
      convention,
      level,
      value,
      members: JSON.parse((codeIn(template)[0] ?? '').replace('…', value)) as Record<string, unknown>,
    })),
  ),
);

describe('the table of levels in docs/foreign-records.md', () => {
  it.each(levelCases)('$convention: $value is $level', ({ level, members }) => {
    const [decoded] = decode(rawMessage({ ...members, service: 'shop', message: 'hello' }));
    expect(decoded).toMatchObject({ kind: 'record', record: { severity: SEVERITY[level], message: 'hello' } });
    expect(decoded).not.toHaveProperty('record.attributes.originalLevel');
  });
});

const corpus = new URL('foreign/corpus/', import.meta.url);
const examples = new Map(
  readdirSync(corpus)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(new URL(file, corpus), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as { name: string; value: string })
    .map(({ name, value }) => [name, value]),
);

function recordOf(example: string): { sent: unknown; record: DecodedRecord } {
  const value = examples.get(example) ?? '';
  const [decoded] = decode(rawMessage(value));
  if (decoded?.kind !== 'record') throw new Error(`${example} is no record`);
  return { sent: JSON.parse(value), record: decoded.record };
}

/** What lies at a path such as `a.b[].c` or `attributes[service.name]`; a name may have dots itself. */
function valueAt(value: unknown, path: string): unknown {
  if (path === '' || typeof value !== 'object' || value === null) return path === '' ? value : undefined;
  if (Array.isArray(value)) {
    const [bracket, key, rest = ''] = /^\[([^\]]*)\]\.?(.*)$/.exec(path) ?? [];
    const found: unknown = key === '' ? value[0] : value.find((entry: { key?: string }) => entry.key === key);
    return bracket === undefined ? undefined : valueAt(found, rest);
  }
  const names = Object.keys(value).filter((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)); // prettier-ignore
  const inner = names.map((name) => [name, (value as Record<string, unknown>)[name]] as const);
  return inner.map(([name, each]) => valueAt(each, path.slice(name.length).replace(/^\./, ''))).find((each) => each !== undefined); // prettier-ignore
}

/** True when a text of the record is, or is part of, what lies at the path. */
function isReadFrom(text: string | null, sent: unknown, cell: string): boolean {
  const at = valueAt(sent, codeIn(cell)[0] ?? '');
  const isWhole = cell.endsWith('\\*');
  return at !== undefined && (isWhole || (text !== null && JSON.stringify(at).includes(text)));
}

const layouts = rowsUnder('Layouts').map(
  ([layout = '', message = '', level = '', service = '', time = '', host = '', logger = '', error = '', trace = '', example = '']) =>
    ({ layout, texts: { message, service, host, logger, traceId: trace }, present: [level, time].filter((cell) => cell !== ''), error, example }), // prettier-ignore
);

describe('the table of layouts in docs/foreign-records.md', () => {
  it.each(layouts)('$layout is read from where it says', ({ texts, present, error, example }) => {
    const { sent, record } = recordOf(example);
    const wrong = (['message', 'service', 'host', 'logger', 'traceId'] as const).filter(
      (field) => texts[field] !== '' && !isReadFrom(record[field], sent, texts[field]),
    );
    expect(wrong).toEqual([]);
    for (const cell of [...present, ...(error === '' ? [] : [error])]) expect([cell, valueAt(sent, codeIn(cell)[0] ?? '')]).not.toContain(undefined); // prettier-ignore
    expect(record.error !== null).toBe(error !== '');
  });
});

const wrappers = rowsUnder('Wrappers').map(([wrapper = '', inner = '', service = '', host = '', example = '']) => ({ wrapper, inner, service, host, example })); // prettier-ignore

describe('the table of wrappers in docs/foreign-records.md', () => {
  it.each(wrappers)('$wrapper is read from where it says', ({ inner, service, host, example }) => {
    const { sent, record } = recordOf(example);
    expect(isReadFrom(record.service, sent, service)).toBe(true);
    if (host !== '') expect(isReadFrom(record.host, sent, host)).toBe(true);
    expect(JSON.stringify(valueAt(sent, codeIn(inner)[0] ?? ''))).toContain(
      JSON.stringify(record.message).slice(1, -1),
    );
  });
});
