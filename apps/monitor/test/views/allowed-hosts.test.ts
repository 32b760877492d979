import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import { HttpFixture } from './fixture/http-fixture.js';

let http: HttpFixture;
let guarded: HttpFixture;

beforeAll(async () => {
  http = await HttpFixture.create({ host: 'monitor.lan', allowedHosts: ['logmonitor-service', 'logs.example.com'] });
  guarded = await HttpFixture.create({ token: 'a-token-of-the-test-0123456789' });
});
afterAll(() => Promise.all([http.close(), guarded.close()]));

/** Sends a request as it is written, which no client would, and gives back the status. */
async function send(lines: readonly string[], at = http): Promise<number> {
  const socket = connect(at.port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

const ask = (host: string): Promise<number> => send(['GET /api/v1/logs/stats HTTP/1.1', `Host: ${host}`]);

describe('without a token', () => {
  it.each([
    'localhost',
    'localhost:5004',
    'LOCALHOST:1',
    'localhost.:5004',
    '127.0.0.1:5004',
    '127.8.9.10',
    '[::1]:5004',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]:5004',
    'monitor.lan:5004',
    'logmonitor-service:9094',
    'Logs.Example.Com.',
  ])('%s is answered', async (host) => expect(await ask(host)).toBe(200));

  it.each([
    'evil.example',
    'evil.example:5004',
    'localhost.evil.example',
    'localhost..',
    'sub.localhost',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    'localhost:5004@evil.example',
    'evil.example/localhost',
    'evil.example#localhost',
    'localhost, evil.example',
    '0.0.0.0:5004',
    '192.168.1.5:5004',
    '[::]:5004',
    '[::2]',
    '::1',
    '2130706433',
    'localhost:123456',
    'localhost:x',
    'example.com',
    'xn--localhost',
  ])('%s is not', async (host) => expect(await ask(host)).toBe(421));

  it('refuses a Host that is given twice, empty or not at all', async () => {
    const get = 'GET /api/v1/logs/stats HTTP/1.1';
    expect(await send([get, 'Host: localhost', 'Host: evil.example'])).toBeGreaterThanOrEqual(400);
    expect(await send([get, 'Host: evil.example', 'Host: localhost'])).toBeGreaterThanOrEqual(400);
    expect(await send([get, 'Host:'])).toBeGreaterThanOrEqual(400);
    expect(await send([get])).toBeGreaterThanOrEqual(400);
    expect(await send(['GET /api/v1/logs/stats HTTP/1.0'])).toBe(421);
  });

  it('goes by the whole address where it is given, too', async () => {
    const get = (address: string) => send([`GET ${address} HTTP/1.1`, 'Host: localhost:5004']);
    expect(await get('http://localhost:5004/api/v1/logs/stats')).toBe(200);
    expect(await get('http://evil.example/api/v1/logs/stats')).toBe(421);
    expect(await get('http://localhost@evil.example/api/v1/logs/stats')).toBe(421);
    expect(await send(['GET http://localhost/api/v1/logs/stats HTTP/1.1', 'Host: evil.example'])).toBe(421);
  });

  it('says which variable to set', async () => {
    const { body } = await http.get('/api/v1/logs/stats').set('host', 'evil.example:5004').expect(421);
    expect(body).toMatchObject({ code: 'HOST_NOT_ALLOWED', status: 421 });
    expect(body.message).toContain('"evil.example"');
    expect(body.message).toContain('LOG_MONITOR_ALLOWED_HOSTS');
  });

  it('lets a page under such a name neither read nor change anything, whatever the browser says of it', async () => {
    await http.store.deadLetter({ id: 17, offset: 17, value: Buffer.from('kept aside') });
    const page = { host: 'evil.example:5004', origin: 'http://evil.example:5004', 'sec-fetch-site': 'same-origin' };
    for (const path of ['/', '/index.html', '/api/docs', '/api/docs-json', '/api/v1/logs/tail', '/nothing'])
      await http.get(path).set(page).expect(421);
    await http.delete('/api/v1/ingest/dead-letters/17').set(page).expect(421);
    await http.post('/api/v1/ingest/dead-letters/17/retry').set(page).expect(421);
    await http.post('/api/v1/grafana/query', { target: 'error_count' }).set(page).expect(421);
    const { body } = await http.get('/api/v1/ingest/dead-letters').expect(200);
    expect(body.count).toBe(1);
  });

  it('leaves health and metrics open to who asks for the machine by any name', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      await http.get(path).set('host', 'pod-17.cluster.local').expect(200);
  });
});

it('with a token any name is answered: a page of another origin does not have it', async () => {
  const authorization = 'Bearer a-token-of-the-test-0123456789';
  await guarded.get('/api/v1/logs/stats').set({ host: 'logs.example.com', authorization }).expect(200);
});

describe('LOG_MONITOR_ALLOWED_HOSTS', () => {
  const read = (list: string) =>
    loadConfiguration({ DATABASE_URL: 'postgres://localhost/x', LOG_MONITOR_ALLOWED_HOSTS: list }, '1').http;

  it('is a list of names and addresses, of which some may be empty', () => {
    expect(read('logmonitor-service, logs.example.com,[::1],10.0.0.7,').allowedHosts).toEqual([
      'logmonitor-service',
      'logs.example.com',
      '[::1]',
      '10.0.0.7',
    ]);
    expect(read(',').allowedHosts).toEqual([]);
  });

  it.each(['http://logs.example.com', 'logs.example.com:5004', 'a b', '*'])('%s stops the start', (list) => {
    expect(() => read(list)).toThrow(
      /LOG_MONITOR_ALLOWED_HOSTS must be host names or addresses without scheme and port/,
    );
  });
});
