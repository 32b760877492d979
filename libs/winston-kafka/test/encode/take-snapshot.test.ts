import fc from 'fast-check';
import winston from 'winston';
import { describe, expect, it } from 'vitest';
import { LevelReader } from '../../src/encode/read-level.js';
import { RecordEncoder } from '../../src/encode/record-encoder.js';
import { takeContextSnapshot, takeSnapshot } from '../../src/encode/take-snapshot.js';
import { IDENTITY } from '../support/call.js';

const NOW = 1_760_000_000_123;
const SPLAT = Symbol.for('splat');
const encoder = new RecordEncoder(IDENTITY, { keys: ['pin'], paths: ['user.pin', 'n'], values: true });
const bodyOf = (info: object): string => encoder.body(info, new LevelReader().read(info), NOW);
const info = (fields: object = {}): object => ({ level: 'info', message: 'm', ...fields });

describe('takeSnapshot', () => {
  it('whatever it takes is the same record later, also after the original was changed', () => {
    const key = fc.oneof(
      fc.constantFrom('stack', 'cause', 'error', 'requestId', 'timestamp', 'service', 'password', 'pin', 'n', 'x'),
      fc.string({ maxLength: 8 }),
    );
    const value = fc.oneof(fc.anything(), fc.string(), fc.integer(), fc.boolean());
    const message = fc.oneof(fc.string(), fc.constantFrom('%s', 'Bearer abcdefghijkl', 'a 4111 1111 1111 1111'));
    let taken = 0;
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { maxKeys: 5 }),
        message,
        fc.array(value, { maxLength: 2 }),
        (own, text, splat) => {
          const logged: Record<PropertyKey, unknown> = { ...own, level: 'info', message: text, [SPLAT]: splat };
          const expected = bodyOf(logged);
          const copy = takeSnapshot(logged);
          if (copy === undefined) return;
          taken += 1;
          for (const name of Object.keys(logged)) logged[name] = 'changed';
          expect(bodyOf(copy)).toBe(expected);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('takes what a usual winston call makes', () => {
    const taken: boolean[] = [];
    const seen = winston.format((logged) => {
      taken.push(takeSnapshot(logged) !== undefined);
      return logged;
    });
    const logger = winston.createLogger({
      format: seen(),
      transports: [new winston.transports.Console({ silent: true })],
    });
    logger.info('plain');
    logger.info('with fields', { orderId: 1, requestId: 'r', paid: true, note: null, gone: undefined });
    logger.child({ tenant: 't' }).info('child', { a: 1 });
    expect(taken).toEqual([true, true, true]);
  });

  it.each([
    ['an error', new Error('x')],
    ['an object inside', info({ user: {} })],
    ['a function', info({ f: () => 1 })],
    ['much text', info({ text: 'x'.repeat(2_000) })],
    ['many members', info(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, index])))],
    ['a logged error', { ...info(), [SPLAT]: [new Error('x')] }],
    ['left-over arguments', { ...info(), [SPLAT]: ['a', 'b'] }],
    ['an object with a class', new (class { level = 'info'; message = 'm'; })()], // prettier-ignore
  ])('leaves %s to the call', (_name, logged) => {
    expect(takeSnapshot(logged)).toBeUndefined();
  });

  it('does not hold on to the arguments', () => {
    expect(takeSnapshot({ ...info(), [SPLAT]: [{ big: 'x' }] })).toMatchObject({ [SPLAT]: undefined });
  });

  it('takes a context as it is now', () => {
    const context = { requestId: 'r-1' };
    const copy = takeContextSnapshot(context);
    context.requestId = 'r-2';
    expect(copy).toEqual({ requestId: 'r-1' });
    expect(takeContextSnapshot({ user: {} })).toBeUndefined();
  });
});
