import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainText, namesOf, NoNameError } from '../../src/views/request/variable-text.js';

const CALLED = ['a', 'b', 'shop.api', '{x}', 'x,y', '100%', 'All.in', 'DOMAIN\\host', "o'brien", 'd"q'];
const KNOWN = new Set([...CALLED, 'a|b']);

/** Grafana's formats of several values, as its template service writes them. */
const FORMATS: Readonly<Record<string, (names: readonly string[]) => string>> = {
  csv: (names) => names.join(','),
  glob: (names) => (names.length > 1 ? `{${names.join(',')}}` : (names[0] ?? '')),
  regex: (names) => {
    const escaped = names.map((name) => name.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&'));
    return escaped.length > 1 ? `(${escaped.join('|')})` : (escaped[0] ?? '');
  },
  pipe: (names) => names.join('|'),
  json: (names) => JSON.stringify(names.length > 1 ? names : names[0]),
  doublequote: (names) => names.map((name) => `"${name.replaceAll('"', '\\"')}"`).join(','),
  singlequote: (names) => names.map((name) => `'${name.replaceAll("'", "\\'")}'`).join(','),
  sqlstring: (names) => names.map((name) => `'${name.replaceAll("'", "''")}'`).join(','),
  lucene: (names) =>
    names.length > 1
      ? `(${names.map((name) => `"${name.replaceAll('"', '\\"')}"`).join(' OR ')})`
      : (names[0] ?? '').replace(/[!*+\-=<>\s&|()[\]{}^~?:\\/"]/g, '\\$&'),
  text: (names) => names.join(' + '),
  queryparam: (names) => names.map((name) => `var-service=${encodeURIComponent(name)}`).join('&'),
  percentencode: (names) => encodeURIComponent(names.length > 1 ? `{${names.join(',')}}` : (names[0] ?? '')),
  distributed: (names) => names.map((name, index) => (index === 0 ? name : `service=${name}`)).join(','),
};

describe.each(Object.entries(FORMATS))('the format %s', (_, write) => {
  it('of names with dots, dashes, slashes and blanks is read', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9.\-/]{0,8}( [a-z]{1,3})?$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (names) => {
        expect(namesOf(write(names), new Set(names))).toEqual(names);
        // Also while none of them exists yet.
        expect(namesOf(write(names), new Set())).toEqual(names);
      }),
    );
  });

  it('of names that exist with whatever characters is read', () => {
    const some = fc.subarray(CALLED, { minLength: 2 });
    fc.assert(
      fc.property(some, (names) => {
        expect(namesOf(write(names), new Set(CALLED))).toEqual(names);
      }),
    );
  });
});

describe('a text', () => {
  it.each([...KNOWN])('%s that exists means itself', (name) => expect(namesOf(name, KNOWN)).toEqual([name]));

  it.each([
    '',
    ' ',
    'All',
    '$__all',
    '.*',
    '(.*)',
    '["$__all"]',
    '{$__all}',
    '%24__all',
    'var-service=$__all',
    '"All"',
    '*',
  ])('%j means all', (text) => expect(namesOf(text, KNOWN)).toBeUndefined());

  it.each(['$service', '${service}', '${service:csv}', '[[service]]', '{a,$service}', 'shop-$env', '["$service"]'])(
    '%s is a variable that was not filled in',
    (text) => expect(() => namesOf(text, KNOWN)).toThrow(/variable that was not filled in/),
  );

  it.each(['shop.*', '(shop.+|b)', '*api', 'api*'])('%s is a pattern', (text) =>
    expect(() => namesOf(text, KNOWN)).toThrow(/a pattern/),
  );

  it.each([
    ['$service', '$service'],
    ['shop.*', 'shop.*'],
  ])('%s is a name where one is called so', (text, name) => expect(namesOf(text, new Set([name]))).toEqual([name]));

  it.each(['nobody', 'a(b)', 'booking-service', 'not yet'])('%s that does not exist stays a name', (text) =>
    expect(namesOf(text, KNOWN)).toEqual([text]),
  );

  it('is looked for literally as well where nobody knows the names', () => {
    expect(namesOf('(a|b)', undefined)).toEqual(['(a|b)', 'a', 'b']);
    expect(namesOf('a', undefined)).toEqual(['a']);
  });

  it('of any kind is names, all, or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          const names = namesOf(text, KNOWN);
          expect(names === undefined || names.length > 0 || text.trim() !== '').toBe(true);
          if (isPlainText(text) && !text.includes(',')) expect(names).toEqual([text.trim()]);
        } catch (error) {
          expect(error).toBeInstanceOf(NoNameError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
