import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readErrorChain } from '../src/page/record/error-chain.js';

describe('error of a record', () => {
  test('causes, code and what else the error carries', () => {
    const chain = readErrorChain({
      type: 'ConnectionError',
      message: 'Database connection failed',
      code: 'ECONNREFUSED',
      stack: 'ConnectionError: …',
      port: 5432,
      cause: { type: 'Error', message: 'refused', cause: 'the end' },
    });
    expect(chain.map(({ type, message, code }) => [type, message, code])).toEqual([
      ['ConnectionError', 'Database connection failed', 'ECONNREFUSED'],
      ['Error', 'refused', ''],
      ['', 'the end', ''],
    ]);
    expect(chain[0]?.extra).toEqual({ port: 5432 });
  });

  test('the errors of an AggregateError, each with its causes', () => {
    const [node] = readErrorChain({ errors: [{ message: 'a', cause: { message: 'b' } }, { message: 'c' }] });
    expect(node?.errors.map((one) => one.message)).toEqual(['a', 'b', 'c']);
  });

  test('a stack as a list of lines', () => {
    expect(readErrorChain({ stack: ['Error: x', '  at y'] })[0]?.stack).toBe('Error: x\n  at y');
  });

  test('any JSON is some chain, of bounded length', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const error = { cause: value, errors: [value, { cause: value }] };
        expect(readErrorChain(value).length).toBeLessThanOrEqual(20);
        expect(readErrorChain(error).length).toBeLessThanOrEqual(20);
      }),
    );
    let deep: object = { message: 'deepest' };
    for (let depth = 0; depth < 500; depth++) deep = depth % 2 === 0 ? { cause: deep } : { errors: [deep] };
    expect(JSON.stringify(readErrorChain(deep)).length).toBeLessThan(5000);
  });

  test('no error, no chain', () => {
    expect([undefined, null].flatMap((nothing) => readErrorChain(nothing))).toEqual([]);
  });
});
