import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccessRequest } from '@log-monitor/monitor-api';
import { waitFor } from '@log-monitor/tools';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { findProgram, logLines, startServer } from '../../../../libs/access-log/test/support/real-server.js';
import { AccessTopics, FakeCollector } from '../parts/access-topics.js';
import { FLUENTD, KAFKA_LOG, KAFKA_LOGGER } from '../parts/gateway-plugins.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { fluentdDirectives, recipe } from '../parts/recipe-page.js';
import { startRsyslog } from '../parts/rsyslog.js';
import { TestPipeline } from '../parts/test-pipeline.js';

const bootstrapServers = inject('kafkaBootstrapServers');
const nginx = findProgram('nginx');
const rsyslogd = findProgram('rsyslogd');
const HOST = 'shop-web.example.com';

/** Method, path and status of each request that is made. */
const ASKED = [
  ['GET', '/orders/17', 200],
  ['POST', '/cart', 200],
  ['GET', '/missing', 404],
] as const;

let topics: AccessTopics;
let pipeline: TestPipeline;
let monitor: MonitorProcess;

beforeAll(async () => {
  topics = await AccessTopics.create(bootstrapServers);
  await topics.add([topics.web, topics.kong, topics.apisix]);
  const variables = { ACCESS_LOG_TOPICS: `${topics.web},${topics.kong},${topics.apisix}` };
  pipeline = await TestPipeline.create({ bootstrapServers, variables });
  monitor = await (await pipeline.newMonitor()).start().ready();
});
afterAll(async () => {
  await pipeline.close();
  await topics.end();
});

/** The requests of a source, oldest first, as soon as there are so many. */
async function storedOf(source: string, count: number): Promise<AccessRequest[]> {
  const list = async (): Promise<AccessRequest[] | undefined> => {
    const query = new URLSearchParams({ source, healthChecks: 'include', limit: '100' });
    const { requests } = await monitor.get<{ requests: AccessRequest[] }>(
      `/api/v1/access/requests?${query.toString()}`,
    );
    return requests.length >= count ? requests.reverse() : undefined;
  };
  return await waitFor(list, { timeoutMs: 30_000, what: `${count} requests of ${source}`, intervalMs: 200 });
}

const told = ({ method, path: asked, status }: AccessRequest): unknown[] => [method, asked, status];

/** A folder that goes with the test. */
function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'recipes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts nginx with further directives and makes the requests. */
async function nginxAsked(folder: string, directives: string): Promise<void> {
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    `${folder}/nginx.conf`,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log; events {}
     ${process.getuid?.() === 0 ? 'user root;' : ''}
     http { ${temporary.join(' ')} ${directives}
       server { listen 127.0.0.1:${port}; location / { return 200 ok; } location /missing { return 404; } } }`,
  );
  const server = await startServer(nginx ?? '', ['-c', `${folder}/nginx.conf`, '-p', folder], port);
  for (const [method, asked] of ASKED) await fetched(port, method, asked);
  await server.stop();
}

function fetched(port: number, method: string, asked: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = ask({ host: '127.0.0.1', port, method, path: `${asked}?page=2`, headers: { host: HOST } });
    request.once('error', reject);
    request.once('response', (response) => response.resume().once('end', resolve));
    request.end();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts nginx with a format and gives the lines that it wrote to a collector's source. */
async function sendLogOf(format: string, source: string): Promise<void> {
  const folder = newFolder();
  await nginxAsked(folder, `${format} access_log ${folder}/access.log monitor;`);
  const lines = logLines(`${folder}/access.log`).map((line) => line.toString());
  expect(lines).toHaveLength(ASKED.length);
  await topics.send(topics.web, new FakeCollector(source).lines(lines));
}

describe.skipIf(nginx === undefined)('lines that nginx writes (skipped where it is missing)', () => {
  it.skipIf(rsyslogd === undefined)('in the format of the recipe, sent by rsyslog as its recipe says', async () => {
    const folder = newFolder();
    const log = `${folder}/access.log`;
    writeFileSync(log, '');
    const configured = recipe('rsyslog', 'rsyslog')
      .replace('/var/log/nginx/access.log', log)
      .replace('kafka-1:9092', bootstrapServers)
      .replace('topic="web-logs"', `topic="${topics.web}"`);
    const rsyslog = await startRsyslog(rsyslogd ?? '', folder, configured);
    onTestFinished(() => rsyslog.stop());
    await nginxAsked(folder, recipe('nginx', 'nginx').replace('/var/log/nginx/access.log', log));
    const stored = await storedOf(topics.web, ASKED.length);
    expect(stored.map(told)).toEqual(ASKED);
    for (const one of stored) {
      expect(one).toMatchObject({ host: HOST, project: 'shop', client: '127.0.0.1', latency: 'measured' });
      expect(one.requestId).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(stored.map(({ line }) => line)).toEqual(logLines(log).map((line) => line.toString()));
  });

  it('in the format that Kong gets by the recipe', async () => {
    const [, format] = /^nginx_http_log_format = (.*)$/m.exec(recipe('Kong', 'properties')) ?? [];
    await sendLogOf(`log_format ${format};`, 'kong-monitor');
    const stored = await storedOf('kong-monitor', ASKED.length);
    expect(stored.map(told)).toEqual(ASKED);
    for (const one of stored) expect(one).toMatchObject({ host: HOST, project: 'shop', latency: 'measured' });
  });

  it('in the format that Kong has by itself', async () => {
    const format = `log_format monitor '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" kong_request_id: "$request_id"';`;
    await sendLogOf(format, 'kong-default');
    expect((await storedOf('kong-default', ASKED.length)).map(told)).toEqual(ASKED);
  });
});

describe('messages of shippers that are not at hand', () => {
  it('fluentd: its directives are known, and its messages are read, lines as they are and in JSON', async () => {
    expect(fluentdDirectives(recipe('fluentd', 'apacheconf')).filter((name) => !FLUENTD.includes(name))).toEqual([]);
    const line = (number: number): string =>
      `203.0.113.9 - - [27/Nov/2026:07:00:0${number} +0000] "GET /fluentd/${number} HTTP/1.1" 200 12 "-" "caf\xe9"`;
    const inLatin1 = Buffer.from(line(2), 'latin1');
    await topics.send(topics.kong, [line(1), inLatin1, JSON.stringify({ message: line(3) })]);
    const stored = await storedOf(topics.kong, 3);
    expect(stored.map(({ path: asked, time, line: kept }) => [asked, time, kept])).toEqual(
      [1, 2, 3].map((number) => [`/fluentd/${number}`, `2026-11-27T07:00:0${number}.000Z`, line(number)]),
    );
  });

  it('APISIX: the configuration is what the plugin takes, and its messages are read, one by one and in arrays', async () => {
    const { plugins } = JSON.parse(recipe('APISIX', 'json')) as { plugins: Record<string, unknown> };
    expect(invalid(KAFKA_LOGGER, plugins['kafka-logger'])).toBeNull();
    const file = new URL('../fixtures/apisix/kafka-logger-samples.jsonl', import.meta.url);
    const [first, second] = readFileSync(file, 'utf8').split('\n') as [string, string];
    await topics.send(topics.apisix, [first, `[${first},${second}]`]);
    const stored = await storedOf(topics.apisix, 3);
    expect(stored.map(({ path: asked, status, latency }) => [asked, status, latency])).toEqual([
      ['/hello', 200, 'measured'],
      ['/hello', 200, 'measured'],
      ['/get', 200, 'measured'],
    ]);
  });

  it('Kong: the configuration is what the plugin takes', () => {
    const { name, config } = JSON.parse(recipe('Kong', 'json')) as { name: string; config: unknown };
    expect([name, invalid(KAFKA_LOG, config)]).toEqual(['kafka-log', null]);
  });
});

/** What a schema says against a configuration; null: nothing. */
function invalid(schema: object, value: unknown): unknown {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  return validate(value) ? null : validate.errors;
}
