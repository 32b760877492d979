import { type LogRecord, makeRecordId } from '@log-monitor/log-record';
import fc from 'fast-check';

/** Text as people and machines write it: quotes, line breaks, umlauts, emoji, NUL, half surrogate pairs. */
const text = fc.oneof(
  { weight: 40, arbitrary: fc.string({ maxLength: 40 }) },
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    'a "quoted" word',
    'C:\\temp\\new',
    'two\nlines\tand a tab',
    'grüße 🙂',
    '\u0000',
    '\ud800',
    '\\u0041',
    '/',
  ),
);
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('booking', 'x', 'grüße') },
  fc.constantFrom('a"b', ''),
  fc.string({ maxLength: 300 }),
);
const attributes = fc.dictionary(text, fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<never>, { maxKeys: 6 });

/** Records of our own format, some of them a little out of it, with their members in any order. */
export const arbitraryRecord: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      time: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) }),
      level: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom('DEBUG', 'INFO', 'WARNING') },
        fc.constantFrom('ERROR', 'CRITICAL', 'info'),
      ),
      seq: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 1e9 }) },
        fc.constantFrom(0, -1, 1.5, 2 ** 53, 9007199254740991),
      ),
      service: name,
      message: text,
      host: name,
      pid: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 1e9 }) },
        fc.integer(),
        fc.constantFrom(2 ** 31, 1.5),
      ),
      version: name,
      environment: name,
      logger: text,
      requestId: text,
      userId: text,
      traceId: text,
      spanId: text,
      attributes: fc.oneof({ weight: 20, arbitrary: attributes }, fc.constantFrom(null, 'text', [1])),
      order: fc.array(fc.nat(), { minLength: 18, maxLength: 18 }),
    },
    { requiredKeys: ['time', 'level', 'seq', 'service', 'message', 'host', 'order'] },
  )
  .map(({ time, order, ...rest }) => {
    const record = {
      v: 1,
      id: makeRecordId(time),
      timestamp: new Date(time).toISOString(),
      instance: '3f0c1c9e-6a55-4c3b-9d1e-1f2a3b4c5d6e',
      ...rest,
    };
    const members = Object.entries(record).map((member, index) => ({ member, at: order[index] ?? 0 }));
    return Object.fromEntries(members.sort((a, b) => a.at - b.at).map(({ member }) => member));
  });

/** A record as the transport writes it below ERROR, with nothing unusual about it. */
export function plainRecord(rest: Partial<LogRecord> = {}): LogRecord {
  const time = Date.UTC(2026, 10, 21, 7);
  return {
    v: 1,
    id: makeRecordId(time),
    timestamp: new Date(time).toISOString(),
    level: 'INFO',
    service: 'booking',
    host: 'host-1',
    instance: '3f0c1c9e-6a55-4c3b-9d1e-1f2a3b4c5d6e',
    seq: 1,
    message: 'order accepted',
    requestId: 'req-1',
    attributes: { orderId: 7, ok: true, tags: ['a', 'b'], price: 1.25, none: null, deep: { er: {} } },
    ...rest,
  };
}
