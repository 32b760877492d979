import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEAD_LETTER_REASONS, type DeadLetterReason } from '@log-monitor/monitor-api';
import type { UndecodableReason } from '../../src/batch/dead-letter.js';
import { isOwnOrigin } from '../../src/views/auth/own-origin.js';
import { HttpFixture } from './fixture/http-fixture.js';

const BASE = '/api/v1/ingest/dead-letters';
let http: HttpFixture;
let offset = 0;

const keep = (over: Partial<Parameters<HttpFixture['store']['deadLetter']>[0]> & { text?: string } = {}) => {
  const { text = 'no json', ...letter } = over;
  return http.store.deadLetter({ offset: offset++, value: Buffer.from(text), ...letter });
};
const idsOf = (body: { deadLetters: { id: number }[] }): number[] => body.deadLetters.map(({ id }) => id);

beforeAll(async () => {
  http = await HttpFixture.create();
});
afterAll(() => http.close());

// Compiles only while the two lists hold the same names.
const reasons: readonly UndecodableReason[] = DEAD_LETTER_REASONS satisfies readonly UndecodableReason[];
const known = (reason: UndecodableReason): DeadLetterReason => reason;

describe('GET /api/v1/ingest/dead-letters', () => {
  it('is empty where nothing was kept aside, and says how complete that is', async () => {
    await http.store.progress(new Date(), 0);
    const { body } = await http.get(BASE).expect(200);
    expect(body).toMatchObject({ deadLetters: [], count: 0, nextCursor: null, lag: { records: 0, seconds: 0 } });
    expect(body.completeThrough).toMatch(/Z$/);
  });

  it('shows text as text, cut between characters, and bytes that are none', async () => {
    const long = await keep({ text: `${'x'.repeat(4095)}é${'y'.repeat(100)}`, reason: 'not_an_object' });
    const binary = await keep({
      value: Buffer.from([0x68, 0xff, 0x00, 0x69]),
      key: Buffer.from('k\u0000'),
      headers: { 'content-type': '<script>alert(1)</script>' },
    });
    const beginning = await keep({ text: 'first part', size: 70_000, reason: 'too_large' });
    const nothing = await keep({ value: null, reason: 'empty' });
    const { body } = await http.get(BASE).expect(200).expect('x-content-type-options', 'nosniff');
    expect(idsOf(body)).toEqual([nothing, beginning, binary, long]);
    expect(body.deadLetters[0]).toMatchObject({ value: null, size: 0, complete: true, valueCut: false, headers: {} });
    expect(body.deadLetters[1]).toMatchObject({ value: 'first part', size: 70_000, complete: false, valueCut: true });
    expect(body.deadLetters[2]).toMatchObject({
      value: 'h\ufffd\u0000i',
      key: 'k\u0000',
      headers: { 'content-type': '<script>alert(1)</script>' },
      complete: true,
      valueCut: false,
    });
    expect(body.deadLetters[3]).toMatchObject({ value: 'x'.repeat(4095), size: 4197, complete: true, valueCut: true });
  });

  it('pages without gap or repeat, and narrows by topic and reason', async () => {
    const some: number[] = [];
    for (let at = 0; at < 5; at += 1) some.unshift(await keep({ topic: 'other', reason: known('missing_level') }));
    for (const limit of [1, 2, 3, 5]) {
      const seen: number[] = [];
      let cursor = '';
      do {
        const { body } = await http.get(`${BASE}?topic=other&limit=${limit}&cursor=${cursor}`).expect(200);
        seen.push(...idsOf(body));
        cursor = body.nextCursor ?? '';
      } while (cursor !== '');
      expect(seen).toEqual(some);
    }
    expect(idsOf((await http.get(`${BASE}?reason=missing_level,empty&topic=other`)).body)).toEqual(some);
    expect(idsOf((await http.get(`${BASE}?reason=empty&topic=other`)).body)).toEqual([]);
    expect(idsOf((await http.get(`${BASE}?topic=nobody,other`)).body)).toEqual(some);
    expect(reasons.length).toBe(10);
  });

  it.each([
    ['reason=bad', 'reason must be empty, too_large'],
    ['reason=Empty', 'reason must be'],
    ['limit=0', 'limit must be'],
    ['limit=1e9', 'limit must be'],
    ['topic=%00', 'NUL'],
    ['cursor=x', 'cursor must be'],
    ['other=1', 'other is not a parameter'],
  ])('?%s is refused', async (query, sentence) => {
    const { body } = await http.get(`${BASE}?${query}`).expect(400);
    expect(body.detail).toContain(sentence);
  });

  it('refuses the cursor of another list and of another question', async () => {
    await http.store.store([{ time: Date.now() - 1000 }, { time: Date.now() - 2000 }]);
    const errors = (await http.get('/api/v1/logs/errors?limit=1')).body.nextCursor as string;
    await http.get(`${BASE}?cursor=${errors}`).expect(400);
    const letters = (await http.get(`${BASE}?limit=1`)).body.nextCursor as string;
    await http.get(`${BASE}?limit=1&reason=empty&cursor=${letters}`).expect(400);
    await http.get(`/api/v1/logs/errors?cursor=${letters}`).expect(400);
  });
});

describe('POST /api/v1/ingest/dead-letters/:id/retry', () => {
  it('stores what can be read by now, once', async () => {
    const text = JSON.stringify({ message: 'readable by now', level: 'error', service: 'retried' });
    const id = await keep({ text });
    const { body } = await http.post(`${BASE}/${id}/retry`).expect(200);
    expect(body).toEqual({ outcome: 'stored' });
    const found = await http.get('/api/v1/logs/errors/retried').expect(200);
    expect(found.body.errors).toMatchObject([{ message: 'readable by now', level: 'ERROR' }]);
    const again = await http
      .post(`${BASE}/${id}/retry`)
      .expect(404)
      .expect('content-type', /problem\+json/);
    expect(again.body.code).toBe('NOT_FOUND');
  });

  it('of two at the same moment one stores it, and the other finds it gone', async () => {
    const id = await keep({ text: JSON.stringify({ message: 'twice', level: 'error', service: 'twice' }) });
    const answers = await Promise.all([0, 1, 2].map(() => http.post(`${BASE}/${id}/retry`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect((await http.get('/api/v1/logs/errors/twice')).body.count).toBe(1);
  });

  it('says why it could not, and keeps the letter', async () => {
    const id = await keep({ text: 'still no json', reason: 'missing_level' });
    const part = await keep({ text: '{"message": "first pa', size: 70_000 });
    expect((await http.post(`${BASE}/${id}/retry`).expect(422)).body.code).toBe('LETTER_UNDECODABLE');
    expect((await http.post(`${BASE}/${part}/retry`).expect(409)).body.code).toBe('LETTER_INCOMPLETE');
    const { body } = await http.get(`${BASE}?limit=2`).expect(200);
    expect(body.deadLetters).toMatchObject([{ id: part }, { id, reason: 'not_json' }]);
  });

  it.each(['0', '-1', '1.5', 'x', '9'.repeat(30), '%00', "1'--"])('the number %s is refused', async (id) => {
    expect((await http.post(`${BASE}/${id}/retry`).expect(400)).body.parameters[0].name).toBe('id');
    await http.delete(`${BASE}/${id}`).expect(400);
  });

  it('takes no parameters, and no other method', async () => {
    await http.post(`${BASE}/1/retry?force=1`).expect(400);
    await http.get(`${BASE}/1/retry`).expect(405).expect('allow', 'POST');
  });
});

describe('DELETE /api/v1/ingest/dead-letters/:id', () => {
  it('throws a letter away, once', async () => {
    const id = await keep();
    const { text } = await http.delete(`${BASE}/${id}`).expect(204);
    expect(text).toBe('');
    await http.delete(`${BASE}/${id}`).expect(404);
    expect(idsOf((await http.get(BASE)).body)).not.toContain(id);
  });
});

describe('a page of another origin', () => {
  it('may change nothing', async () => {
    const id = await keep({ text: JSON.stringify({ message: 'm', level: 'error', service: 's' }) });
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1.evil.example:${http.port}`, 'x']) {
      const refused = await http.delete(`${BASE}/${id}`).set('origin', origin).expect(403);
      expect(refused.body.code).toBe('FOREIGN_ORIGIN');
      await http
        .post(`${BASE}/${id}/retry`)
        .set('origin', origin)
        .expect(403)
        .expect('content-type', /problem\+json/);
    }
    await http.delete(`${BASE}/${id}`).set('sec-fetch-site', 'cross-site').expect(403);
    await http.delete(`${BASE}/${id}`).set('origin', `http://127.0.0.1:${http.port}`).expect(204);
  });

  it.each([
    [undefined, undefined, 'a:1', true],
    [undefined, 'http://a:1', 'a:1', true],
    [undefined, 'http://A', 'a:80', true],
    [undefined, 'https://a', 'a:443', true],
    [undefined, 'http://a:2', 'a:1', false],
    [undefined, 'http://a', undefined, false],
    [undefined, 'file://', '', false],
    ['same-origin', 'https://a', 'behind-a-proxy:5004', true],
    ['none', undefined, 'a', true],
    ['same-site', 'http://a', 'a', false],
    ['cross-site', undefined, 'a', false],
  ])('Sec-Fetch-Site %s, Origin %s, Host %s: %s', (site, origin, host, expected) => {
    expect(isOwnOrigin(site, origin, host)).toBe(expected);
  });
});

describe('while the database does not answer', () => {
  it('a command changes nothing and says so', async () => {
    const away = await HttpFixture.create({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' });
    try {
      const { body } = await away.post(`${BASE}/1/retry`).expect(503);
      expect(body.code).toBe('DATABASE_UNAVAILABLE');
      await away.delete(`${BASE}/1`).expect(503).expect('retry-after', '2');
    } finally {
      await away.close();
    }
  });
});
