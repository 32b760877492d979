import { describe, expect, it } from 'vitest';
import { encode, encodeText } from '../support/call.js';
import { scrubText } from '@log-monitor/log-record';

const R = '[REDACTED]';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.SflKxwRJSMeKKF2QT4fwpM';

describe('redaction', () => {
  it('hides secret keys at any depth, in any spelling, in errors too', () => {
    const secrets = {
      Password: 'p',
      api_key: 'k',
      'X-Api-Key': 'k',
      dbPassword: 'p',
      'set-cookie': ['a=b'],
      clientSecret: 's',
    };
    const err = Object.assign(new Error('x'), { config: { headers: { Authorization: 'Basic abc' } } });
    const text = encodeText({ level: 'error', message: 'm', deep: { er: [{ ...secrets }] }, ...secrets, err });
    for (const secret of ['"p"', '"k"', '"s"', 'a=b', 'Basic abc']) expect(text).not.toContain(secret);
  });

  it('leaves what only looks alike', () => {
    const harmless = { tokenCount: 5, passenger: 'x', secretary: 'y', cookies: 3, token: null, password: true };
    expect(encode({ level: 'info', message: 'm', ...harmless }).attributes).toEqual(harmless);
  });

  it.each([
    [`got ${JWT} here`, `got ${R} here`],
    ['Authorization: Bearer abcdef123456', `Authorization: Bearer ${R}`],
    ['postgres://bob:s3cr3t@db:5432/x', `postgres://bob:${R}@db:5432/x`],
    ['redis://:s3cr3t@cache', `redis://:${R}@cache`],
    ['GET /x?access_token=abc&y=1', `GET /x?access_token=${R}&y=1`],
    ['card 4111 1111 1111 1111 used', `card ${R} used`],
    ['card 5500-0000-0000-0004', `card ${R}`],
    ['amex 378282246310005', `amex ${R}`],
  ])('hides the value in %s', (text, shown) => {
    expect(scrubText(text)).toBe(shown);
    expect(encode({ level: 'info', message: text }).message).toBe(shown);
  });

  it.each([
    'order 4111111111111112',
    '1763712000123',
    'http://host:8080/a@b',
    'id 12345678901234567890',
    '2026-11-21 07:00:00.123456',
  ])('leaves %s', (text) => {
    expect(scrubText(text)).toBe(text);
  });

  it('takes own keys and paths, and can be switched off', () => {
    const info = {
      level: 'info',
      message: 'm',
      ssn: '1',
      user: { address: 'a', name: 'n' },
      list: [{ pin: 1 }],
      password: 'p',
    };
    const own = encode(info, { redact: { keys: ['SSN'], paths: ['user.address', 'list.*.pin'] } });
    expect(own.attributes).toEqual({ ssn: R, user: { address: R, name: 'n' }, list: [{ pin: R }], password: R });
    expect(encode(info, { redact: false }).attributes).toMatchObject({ password: 'p', ssn: '1' });
  });
});
