import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../src/index.js';
import {
  CompiledRules,
  type FingerprintRule,
  hashKey,
  MAX_RULES,
  RuleError,
  ruledFingerprint,
  ruledKey,
  type RuledInput,
} from '../src/rules.js';

const input: RuledInput = {
  message: 'payment 17 failed',
  service: 'booking',
  logger: 'PaymentService',
  error: { type: 'UpstreamError', code: 'UPSTREAM', message: 'gateway stripe answered 502', stack: 'UpstreamError: x\n    at pay (/app/src/pay.js:1:1)' },
}; // prettier-ignore

const keyOf = (...rules: FingerprintRule[]): string | undefined =>
  ruledFingerprint(input, new CompiledRules(rules))?.key;

describe('a rule', () => {
  it.each<[string, FingerprintRule['match'], boolean]>([
    ['a type', { type: 'UpstreamError' }, true],
    ['another type', { type: 'Upstream' }, false],
    ['a glob', { type: 'Up*Error' }, true],
    ['a glob of the message of the error', { message: '*stripe*' }, true],
    ['a glob of the log call', { message: 'payment * failed' }, true],
    ['parts in another order', { message: '*502*stripe*' }, false],
    ['parts that overlap', { type: 'UpstreamE*Error' }, false],
    ['an expression', { message: '/answered 5\\d\\d$/' }, true],
    ['an expression that minds case', { message: '/GATEWAY/' }, false],
    ['an expression that does not', { message: '/GATEWAY/i' }, true],
    ['all of several', { type: 'UpstreamError', service: 'booking', logger: 'Payment*', code: 'UPSTREAM', culprit: 'pay (pay)' }, true],
    ['one of several', { type: 'UpstreamError', service: 'usermanagement' }, false],
  ])('matches by %s: %j is %s', (_name, match, matches) => {
    expect(keyOf({ match, fingerprint: 'x' }) !== undefined).toBe(matches);
  }); // prettier-ignore

  it('puts errors of one fingerprint together and keeps those of another apart', () => {
    const rules = new CompiledRules([
      { match: { message: '/gateway (\\w+) answered/' }, fingerprint: 'gateway {1} of {service}' },
    ]);
    const of = (changes: Partial<RuledInput>) => ruledFingerprint({ ...input, ...changes }, rules);
    const other = { error: { type: 'Error', message: 'the gateway stripe answered 504' } };
    expect(of(other)?.hash).toBe(of({})?.hash);
    expect(of({ error: { message: 'gateway paypal answered 504' } })?.hash).not.toBe(of({})?.hash);
    expect(of({ service: 'other' })?.hash).not.toBe(of({})?.hash);
    expect(of({ error: { message: 'x' } })).toBeUndefined();
    expect(of({})).toMatchObject({
      title: fingerprintOf(input).title,
      culprit: 'pay (pay)',
      basis: { by: 'rule', summary: 'rule 1' },
    });
    const named = new CompiledRules([{ name: 'Gateways', match: { type: '*' }, fingerprint: 'x' }]);
    expect(ruledFingerprint(input, named)?.basis.summary).toBe('rule Gateways');
    expect(of({})?.basis.parts).toEqual(['rule gateway stripe of booking']);
  });

  it('knows the fingerprint without rules, to split it', () => {
    const key = keyOf({
      match: { type: '*' },
      fingerprint: '{default} {service} {type} {code} {culprit} {logger} {template}',
    });
    expect(key).toContain(fingerprintOf(input).key);
    expect(key).toContain('booking UpstreamError UPSTREAM pay (pay) PaymentService gateway stripe answered 502');
  });

  it('gives the key alone, without reading the stack', () => {
    const rules = new CompiledRules([{ match: { type: '*' }, fingerprint: '{type}\0 of {service}' }]);
    const stack = {
      ...input,
      error: {
        ...input.error,
        get stack(): string {
          throw new Error('was read');
        },
      },
    };
    expect(ruledKey(stack, rules)).toEqual({
      rule: 0,
      key: 'v1\nrule UpstreamError of booking',
    });
    expect(hashKey(ruledKey(stack, rules)?.key ?? '')).toBe(ruledFingerprint(input, rules)?.hash);
    expect(ruledKey(input, new CompiledRules([{ match: { type: 'x' }, fingerprint: 'x' }]))).toBeUndefined();
  });

  it('is tried in order; the first that matches decides', () => {
    const all = { match: { type: '*' }, fingerprint: 'all' };
    const one = { match: { type: 'UpstreamError' }, fingerprint: 'one' };
    expect(keyOf(one, all)).toContain('one');
    expect(keyOf(all, one)).toContain('all');
  });
});

describe('a rule that cannot be used', () => {
  it.each<[string, FingerprintRule]>([
    ['NO_MATCH', { match: {}, fingerprint: 'x' }],
    ['UNKNOWN_FIELD', { match: { nobody: 'x' } as FingerprintRule['match'], fingerprint: 'x' }],
    ['INVALID_PATTERN', { match: { type: '' }, fingerprint: 'x' }],
    ['INVALID_PATTERN', { match: { type: '/(/' }, fingerprint: 'x' }],
    ['INVALID_PATTERN', { match: { type: '/(a)\\1/' }, fingerprint: 'x' }],
    ['PATTERN_TOO_LONG', { match: { type: 'x'.repeat(501) }, fingerprint: 'x' }],
    ['INVALID_FINGERPRINT', { match: { type: '*' }, fingerprint: ' ' }],
    ['UNKNOWN_VARIABLE', { match: { type: '*' }, fingerprint: '{user}' }],
    ['NO_SUCH_GROUP', { match: { type: '/(a)/' }, fingerprint: '{2}' }],
  ])('says %s and where', (code, rule) => {
    const make = () => new CompiledRules([{ match: { type: '*' }, fingerprint: 'x' }, rule]);
    expect(make).toThrow(RuleError);
    expect(make).toThrow(expect.objectContaining({ code, index: 1 }));
  });

  it('is one too many', () => {
    const rules = Array.from({ length: MAX_RULES + 1 }, () => ({ match: { type: '*' }, fingerprint: 'x' }));
    expect(() => new CompiledRules(rules)).toThrow(expect.objectContaining({ code: 'TOO_MANY_RULES' }));
  });
});

it('matches a glob as the same expression would', () => {
  const piece = fc.constantFrom('a', 'b', 'ab', '*');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), (pieces, type) => {
      const glob = pieces.join('');
      const matches = ruledFingerprint({ message: 'm', error: { type } }, new CompiledRules([{ match: { type: glob }, fingerprint: 'x' }]));
      expect(matches !== undefined).toBe(new RegExp(`^${glob.replaceAll(/\*+/g, '.*')}$`).test(type));
    }),
    { numRuns: 2000 },
  );
}); // prettier-ignore

it('matches an expression as the engine does, whatever text it looks for first', () => {
  const piece = fc.constantFrom('a', 'b', 'ab', 'a?', 'b*', 'a+', 'b{2}', 'a{0,1}', '[ab]', '[^a]', '[]a]', '[[:alpha:]b]', '\\w', '\\d', '\\[', '.', '(ab)', '(ab)?', '(a)b', '^', '$', '\\Qab\\E', '\\x61', '\\pL');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.string({ unit: fc.constantFrom('a', 'b', '[', ']', '1'), maxLength: 10 }), (pieces, type) => {
      const source = pieces.join('');
      fc.pre(!/[*+?}][*+?{]|^[*+?{]|\^[*+?{]|\$[*+?{]/.test(source));
      const matches = ruledFingerprint({ message: 'm', error: { type } }, new CompiledRules([{ match: { type: `/${source}/` }, fingerprint: 'x' }]));
      expect(matches !== undefined).toBe(RE2JS.compile(source).matcher(type).find());
    }),
    { numRuns: 3000 },
  );
}); // prettier-ignore

it('takes time linear in the message for an expression that kills a backtracking engine', () => {
  const rules = new CompiledRules([{ match: { message: '/^(a+)+$/' }, fingerprint: 'x' }, { match: { message: `${'*a'.repeat(200)}*b` }, fingerprint: 'x' }]); // prettier-ignore
  const hostile = { message: `${'a'.repeat(256 * 1024)}!` };
  ruledFingerprint(hostile, rules);
  const from = performance.now();
  ruledFingerprint(hostile, rules);
  expect(performance.now() - from).toBeLessThan(200);
});
