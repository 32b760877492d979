import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FetchedMessages } from '../../../src/ingest/kafka/fetched-messages.js';
import { logMessages } from '../../../src/ingest/log/log-messages.js';
import { rawMessage } from '../../parts/raw-message.js';
import { NOTHING_STORED } from '../../../src/batch/stored-errors.js';

const folder = new URL('corpus/', import.meta.url);
const corpus = readdirSync(folder)
  .filter((file) => file.endsWith('.jsonl'))
  .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').trim().split('\n'))
  .map((line) => (JSON.parse(line) as { value: string }).value);

/** Every name that occurs in the corpus: what the readers of the layouts look for. */
const names = new Set<string>();
const collect = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    names.add(name);
    collect(inner);
  }
};
for (const value of corpus) {
  try {
    collect(JSON.parse(value));
  } catch {
    continue;
  }
}

const read = (value: Buffer | string): string => {
  const messages = FetchedMessages.of([rawMessage(value)]);
  const { payload, deadLetters } = logMessages('store', NOTHING_STORED).read(messages, { from: 0, to: 1 }, 'logs/0');
  expect(payload.parsed.length + deadLetters.length).toBeGreaterThan(0);
  expect(deadLetters.filter(({ reason }) => reason === 'reader_failed')).toEqual([]);
  for (const record of payload.parsed) {
    expect(record.severity >= 1 && record.severity <= 5).toBe(true);
    expect(Number.isFinite(record.time)).toBe(true);
    expect(Number.isInteger(record.timeNanos) && record.timeNanos >= 0 && record.timeNanos < 1_000_000).toBe(true);
    for (const text of [record.message, record.service, record.host, record.id]) expect(typeof text).toBe('string');
    for (const text of [
      record.logger,
      record.requestId,
      record.userId,
      record.traceId,
      record.spanId,
      record.version,
    ]) {
      expect(text === null || typeof text === 'string').toBe(true);
    }
  }
  return JSON.stringify(payload.parsed.map(({ valueHash: _hash, ...record }) => record));
};

/** What PostgreSQL refuses in a text: NUL and half a surrogate pair, in names as in values. */
const isStorable = (stored: string): void => {
  JSON.parse(stored, (name, value: unknown) => {
    for (const text of [name, value]) {
      if (typeof text === 'string') expect(text.isWellFormed() && !text.includes('\0'), text).toBe(true);
    }
    return value;
  });
};

describe('records that nobody should send', () => {
  it('show a list where a layout has its text', () => {
    expect(read('{"resource":{},"textPayload":[1],"severity":"ERROR","service":"s"}')).toContain('[1]');
    expect(read('{"resource":{},"textPayload":[]}')).toBeDefined();
  });

  it('never throw and are storable, whatever stands under the names of the layouts', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u0000',
        '\ud800',
        'error',
        'stderr',
        '{"level":"\\u0000"}',
        '["\\ud800"]',
        'Traceback (most recent call last):\n',
        'a\n\tat b.c(d:1)',
      ),
      fc.double(),
      fc.constantFrom(null, true, 0, -4, 3, 400, 9007199254740992, '12345678901234567890'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('members')),
      members: fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie('value'), { maxKeys: 8 }),
    }));
    const base = fc.constantFrom({}, { level: 'info', message: 'm', service: 's' }, { level: 'error', service: 's' });
    const members = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 10 });
    fc.assert(
      fc.property(base, members, (known, more) => isStorable(read(JSON.stringify({ ...known, ...more })))),
      { numRuns: 1500 },
    );
  });

  it('never throw and are storable where bytes of real messages were changed, cut or doubled', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus),
        fc.array(change, { maxLength: 5 }),
        fc.nat(),
        fc.nat(),
        (value, changes, a, b) => {
          const bytes = Buffer.from(value);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          const [from, to] = [a % bytes.length, b % bytes.length];
          isStorable(
            read(changes.length < 3 ? bytes : Buffer.concat([bytes.subarray(0, from + 1), bytes.subarray(to)])),
          );
        },
      ),
      { numRuns: 1500 },
    );
  });

  it.each([
    [
      'escapes in a line of a container',
      { log: '{"level":"error","msg":"a\\u0000b \\ud800"}\n', stream: 'stdout', container_name: 's' },
    ],
    [
      'escapes in JSON in a JSON string',
      JSON.stringify('{"level":"error","message":"a\\u0000b \\ud800","service":"s"}'),
    ],
    ['a list where an error has its text', { level: 'error', service: 's', exc_info: { message: [], type: {} } }],
    ['a template', { '@t': '2026-11-27T10:00:00Z', '@mt': '{A}{B}', A: '\ud83d', B: '\ude00', Application: 's' }],
    [
      'half a pair at the cut of a line',
      { level: 'error', message: 'm', service: 's', stack: `${'x'.repeat(3999)}\u{1f600}: y\n    at a (b:1:2)` },
    ],
  ])('are storable with %s', (_what, value) => {
    isStorable(read(typeof value === 'string' ? value : JSON.stringify(value)));
  });

  it('with objects in objects, or crowds, take no long time', () => {
    const deep = (name: string, depth: number): string => `${`{"${name}":`.repeat(depth)}1${'}'.repeat(depth)}`;
    const hostile = [
      ...['log', 'cause', 'error', 'kvlistValue', 'jsonPayload', 'attributes', 'a.b'].map((name) => `{"level":"error","message":"m","service":"s","error":${deep(name, 5000)},"attributes":${deep(name, 5000)},"body":${deep(name, 5000)}}`), // prettier-ignore
      JSON.stringify({
        level: 'error',
        message: '{a'.repeat(200_000),
        service: 's',
        '@t': '2026-11-27T10:00:00Z',
        '@mt': '{a'.repeat(100_000),
      }),
      JSON.stringify({ level: 'error', message: ' \n'.repeat(200_000), service: 's' }),
      JSON.stringify({ level: 'error', message: 'm', service: 's', stack: '\tat '.repeat(200_000) }),
      JSON.stringify({ level: '['.repeat(500_000), message: 'm', service: 's' }),
      `{"level":"error","message":"m","service":"s","n":[${'1234567890123456789,'.repeat(40_000)}1]}`,
      `"${'\\\\'.repeat(400_000)}`,
    ];
    for (const value of hostile) {
      const began = performance.now();
      read(value);
      expect(performance.now() - began, value.slice(0, 60)).toBeLessThan(2000);
    }
  });
});
