import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, waitFor } from '@log-monitor/tools';
import type { AccessRecord } from '@log-monitor/access-record';
import { AccessLogSource } from '@log-monitor/access-log';
import { type Reply, request, sendRaw } from './support/raw-client.js';
import { findProgram, logLines, type RealServer, startServer } from './support/real-server.js';

const program = findProgram('caddy', 'version');
const title = program === undefined ? 'a real Caddy (skipped: caddy is not installed)' : 'a real Caddy';

const configuration = (folder: string, port: number, deadPort: number): string => `
{
  admin off
  auto_https off
  storage file_system ${folder}/store
}
:${port} {
  log {
    output file ${folder}/access.log
  }
  respond /forbidden 403
  redir /moved /hello 301
  reverse_proxy /dead 127.0.0.1:${deadPort}
  root * ${folder}/www
  file_server
}
`;

interface Sent {
  readonly name: string;
  readonly reply: Reply;
  readonly expected: Partial<AccessRecord>;
}

describe.skipIf(program === undefined)(title, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'caddy-log-'));
  const log = path.join(folder, 'access.log');
  const sent: Sent[] = [];
  let caddy: RealServer;

  async function send(name: string, sending: Promise<Reply>, expected: Partial<AccessRecord>): Promise<void> {
    const reply = await sending;
    sent.push({ name, reply, expected });
    await waitFor(() => logLines(log).length === sent.length, { timeoutMs: 10_000, what: `the line of "${name}"` });
  }

  beforeAll(async () => {
    const port = await freePort();
    mkdirSync(path.join(folder, 'www'));
    writeFileSync(path.join(folder, 'www', 'hello'), 'hello');
    const file = path.join(folder, 'Caddyfile');
    writeFileSync(file, configuration(folder, port, await freePort()));
    caddy = await startServer(program ?? '', ['run', '--config', file], port);
    const get = (target: string, headers?: Record<string, string>): Promise<Reply> => request(port, `GET ${target}`, headers);
    await send('a plain request', get('/hello?x=1', { 'User-Agent': 'curl/8.1', Referer: 'http://r/' }), { urlPath: '/hello', urlQuery: 'x=1', serverAddress: 'shop-web.example.com', project: 'shop', userAgentOriginal: 'curl/8.1', httpRequestReferrer: 'http://r/' });
    await send('a forwarded list', get('/hello', { 'X-Forwarded-For': '6.6.6.6, 203.0.113.5, 10.0.0.1' }), { clientAddress: '203.0.113.5', networkPeerAddress: '127.0.0.1' });
    await send('two headers of one name', get('/hello', { 'X-Forwarded-For': '6.6.6.6\r\nX-Forwarded-For: 203.0.113.5' }), { clientAddress: '203.0.113.5' });
    await send('a file that is missing', get('/orders/17'), { urlPath: '/orders/17', httpRoute: '/orders/:id' });
    await send('a redirect', get('/moved'), { urlPath: '/moved' });
    await send('forbidden', get('/forbidden'), { urlPath: '/forbidden' });
    await send('a dead upstream', get('/dead'), { urlPath: '/dead' });
    await send('HTTP/1.0 without a host', sendRaw(port, 'GET /hello HTTP/1.0\r\n\r\n'), { networkProtocolVersion: '1.0', serverAddress: undefined, project: 'unknown' });
    await send('an unknown method', request(port, 'PATCHp /hello'), { httpRequestMethod: '_OTHER', httpRequestMethodOriginal: 'PATCHp' });
    await send('an absolute target', request(port, 'GET http://shop-api.example.com/hello?y=2'), { urlPath: '/hello', urlQuery: 'y=2', serverAddress: 'shop-api.example.com' });
    await send('quotes, backslashes and UTF-8', get('/q"uo\\te/\xc3\xa9', { 'User-Agent': 'say "hi" \\ caf\xc3\xa9' }), { urlPath: '/q"uo\\te/é', userAgentOriginal: 'say "hi" \\ café' });
    await send('Latin-1', get('/hello', { 'User-Agent': 'caf\xe9' }), { userAgentOriginal: 'caf\ufffd' });
    await send('a password', get('/hello', { Authorization: 'Basic YWxpY2U6cGFzc3dvcmQ=' }), { urlPath: '/hello' });
  }, 60_000); // prettier-ignore

  afterAll(async () => {
    await caddy.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['auto', 'caddy'])('read as %s: each line says what the client saw', (format) => {
    const source = new AccessLogSource({ format });
    const lines = logLines(log).flatMap((line) => source.read(line));
    expect(source.counts).toMatchObject({ lines: sent.length, access: sent.length, unparsed: 0 });
    for (const [index, { name, reply, expected }] of sent.entries()) {
      const record = lines[index]?.line;
      const seen = { httpResponseStatusCode: reply.status, httpResponseBodySize: reply.bodyBytes, latency: 'measured' };
      expect({ name, record }).toMatchObject({ name, record: { ...seen, ...expected } });
      expect(Math.abs(((record as AccessRecord).timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
    }
  });
});
