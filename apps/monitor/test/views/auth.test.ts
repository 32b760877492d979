import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FailedAttempts } from '../../src/views/auth/failed-attempts.js';
import { HttpFixture } from './fixture/http-fixture.js';

const TOKEN = 'a-token-of-the-test-0123456789';
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const GUARDED = [
  '/',
  '/index.html',
  '/api/v1/logs/errors',
  '/api/v1/logs/stats',
  '/api/v1/logs/services',
  '/api/v1/logs/histogram',
  '/api/v1/ingest',
  '/api/v1/grafana',
  '/api/docs',
  '/api/docs-json',
  '/metrics',
  '/health/ready',
  '/nothing',
];

let http: HttpFixture;

beforeAll(async () => {
  http = await HttpFixture.create({ token: TOKEN, corsOrigins: ['https://grafana.example.com'] });
});
afterAll(() => http.close());

describe('with a token', () => {
  it.each(GUARDED)('%s asks for it', async (path) => {
    const { body, headers } = await http.get(path).expect(401);
    expect(headers['www-authenticate']).toBe('Basic realm="log-monitor", charset="UTF-8"');
    expect(headers['content-type']).toMatch(/problem\+json/);
    expect(body.code).toBe('UNAUTHORIZED');
  });

  it('does not bring up the prompt of a browser before a page that asks in the background', async () => {
    const { headers } = await http.get('/api/v1/ingest').set('x-requested-with', 'XMLHttpRequest').expect(401);
    expect(headers['www-authenticate']).toBe('Bearer realm="log-monitor"');
  });

  it('guards what is posted', async () => {
    await http.post('/api/v1/grafana/query', { target: 'error_count' }).expect(401);
  });

  it('takes it as Bearer and as the password of Basic, of any user', async () => {
    for (const header of [`Bearer ${TOKEN}`, `bearer  ${TOKEN}`, basic('', TOKEN), basic('grafana', TOKEN)]) {
      await http.get('/api/v1/logs/stats').set('authorization', header).expect(200);
    }
    await http.get('/api/docs').set('authorization', `Bearer ${TOKEN}`).expect(200);
  });

  it('leaves liveness open', async () => {
    await http.get('/health/live').expect(200);
  });

  it('answers a preflight of a listed origin before the token, and of no other', async () => {
    const listed = await http
      .options('/api/v1/grafana/query')
      .set({ origin: 'https://grafana.example.com', 'access-control-request-method': 'POST' })
      .expect(204);
    expect(listed.headers['access-control-allow-origin']).toBe('https://grafana.example.com');
    expect(listed.headers['access-control-allow-headers']).toContain('content-type');
    const other = await http
      .options('/api/v1/grafana/query')
      .set({ origin: 'https://evil.example.com', 'access-control-request-method': 'POST' });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('slows down who guesses, says nothing of the token and logs nothing', async () => {
    const logged: unknown[] = [];
    const spies = (['log', 'warn', 'error', 'debug'] as const).map((level) =>
      vi.spyOn(Logger.prototype, level).mockImplementation((...parts: unknown[]) => void logged.push(parts)),
    );
    const answers: string[] = [];
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const { status, text } = await http.get('/api/v1/logs/stats').set('authorization', `Bearer ${TOKEN}${attempt}`);
      answers.push(`${status} ${text}`);
    }
    const blocked = await http.get('/api/v1/logs/stats').set('authorization', `Bearer ${TOKEN}`).expect(429);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    expect(answers.filter((answer) => answer.startsWith('401'))).toHaveLength(10);
    expect(answers.filter((answer) => answer.startsWith('429'))).toHaveLength(20);
    expect(JSON.stringify([answers, logged])).not.toContain(TOKEN);
    for (const spy of spies) spy.mockRestore();
  });
});

describe('FailedAttempts', () => {
  it('blocks ten failures of an address for the rest of a minute', () => {
    let now = 1000;
    const failed = new FailedAttempts(() => now);
    for (let attempt = 0; attempt < 9; attempt += 1) failed.add('10.0.0.1');
    expect(failed.secondsBlocked('10.0.0.1')).toBe(0);
    failed.add('10.0.0.1');
    expect(failed.secondsBlocked('10.0.0.1')).toBe(60);
    expect(failed.secondsBlocked('::ffff:10.0.0.1')).toBe(60);
    expect(failed.secondsBlocked('10.0.0.2')).toBe(0);
    now += 60_000;
    expect(failed.secondsBlocked('10.0.0.1')).toBe(0);
    failed.add('10.0.0.1');
    expect(failed.secondsBlocked('10.0.0.1')).toBe(0);
  });

  it('takes an IPv6 network for one address', () => {
    const failed = new FailedAttempts(() => 1000);
    for (let attempt = 0; attempt < 10; attempt += 1) failed.add(`2001:db8:1:2::${attempt}`);
    expect(failed.secondsBlocked('2001:db8:1:2:ffff::1')).toBe(60);
    expect(failed.secondsBlocked('2001:db8:1:3::1')).toBe(0);
    expect(failed.secondsBlocked('::1')).toBe(0);
  });
});
