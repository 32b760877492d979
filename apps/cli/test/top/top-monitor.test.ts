import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AccessLogSource } from '@log-monitor/access-log';
import type { AccessReport } from '@log-monitor/access-report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessFold } from '../../../monitor/src/store/access/access-fold.js';
import { AccessPartition, FakeWebServer } from '../../../monitor/test/parts/access-lines.js';
import { TestStore } from '../../../monitor/test/parts/test-store.js';
import { HttpFixture } from '../../../monitor/test/views/fixture/http-fixture.js';
import { run } from '../../src/run.js';

const CLI = fileURLToPath(new URL('../../bin/log-monitor.mjs', import.meta.url));
const LINES = 3000;
const FORMAT =
  '$host $remote_addr [$time_iso8601] "$request" $status $body_bytes_sent $request_time "$http_referer" "$http_user_agent"';
const AGENTS = ['curl/8.1', 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'];

let store: TestStore;
let http: HttpFixture;
let folder: string;
let file: string;

/** Lines of the last hours, in nginx's words. */
function makeLines(end: number): string[] {
  return Array.from({ length: LINES }, (_, index) => {
    const mixed = (index * 2_654_435_761) % 4_294_967_296;
    const time = new Date(end - (LINES - index) * 4000).toISOString().replace(/\.\d+Z$/, '+00:00');
    const target = ['/', '/cart', `/orders/${mixed % 700}?page=2`, `/users/${mixed % 90}/avatar`, '/wp-login.php'][mixed % 5] ?? '/';
    const status = target === '/wp-login.php' ? 404 : [200, 200, 200, 201, 304, 500, 502][(mixed >>> 5) % 7];
    const referrer = index % 3 === 0 ? 'https://search.example/q' : '-';
    const method = index % 4 === 0 ? 'POST' : 'GET';
    return `${index % 5 === 0 ? 'api' : 'www'}.shop.example 203.0.113.${mixed % 120} [${time}] "${method} ${target} HTTP/1.1" ${status} ${mixed % 9000} ${((mixed % 2500) / 1000).toFixed(3)} "${referrer}" "${AGENTS[index % 2]}"`;
  }); // prettier-ignore
}

beforeAll(async () => {
  store = await TestStore.create();
  folder = await mkdtemp(path.join(tmpdir(), 'top-monitor-'));
  file = path.join(folder, 'access.log');
  const lines = makeLines(store.pool.clock.now() - 10_000);
  await writeFile(file, `${lines.join('\n')}\n`);
  const source = new AccessLogSource({ format: { nginx: FORMAT } });
  const server = new FakeWebServer('shop');
  const partition = new AccessPartition();
  await store.store.openPosition({ topic: 'web-logs', partition: 0 }, 0);
  const read = lines.flatMap((text) => source.read(text)).map(({ line, raw }) => {
    if (line.kind !== 'access' || line.timestamp === undefined) throw new Error(`not read: ${raw}`);
    return server.line(line.timestamp, line, raw);
  }); // prettier-ignore
  for (let at = 0; at < LINES; at += 500) await store.store.store(partition.batch(read.slice(at, at + 500)));
  const fold = new AccessFold(store.pool, store.fresh, { access: { watermarkSeconds: 120 } });
  while ((await fold.fold(store.pool.clock.now())) > 0);
  http = await HttpFixture.create({ databaseUrl: store.databaseUrl });
});
afterAll(async () => {
  await http.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function ofFile(): Promise<AccessReport> {
  const argv = [CLI, 'top', '-i', file, '--format', FORMAT, '-o', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 1e8 });
  return JSON.parse(stdout) as AccessReport;
}

async function ofMonitor(...argv: string[]): Promise<{ code: number; out: string; notes: string }> {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await run(['top', '--url', `http://127.0.0.1:${http.port}`, ...argv], {
    environment: {},
    out: (text) => void out.push(text),
    note: (text) => void notes.push(text),
    color: false,
    isInteractive: false,
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

describe('log-monitor top of a monitor', () => {
  it('has the same figures as of the file that the monitor has stored', async () => {
    const file = await ofFile();
    const { code, out } = await ofMonitor('-o', 'json');
    expect(code).toBe(0);
    const monitor = JSON.parse(out) as AccessReport;
    expect(monitor.total).toEqual(file.total);
    expect(file.total).toMatchObject({ requests: LINES, clients: 120 });
    const figures = (report: AccessReport, panel: string): unknown =>
      report.panels
        .find(({ name }) => name === panel)
        ?.rows.map(({ name, host, requests, errors, faults, bytes }) => ({ name, host, requests, errors, faults, bytes }))
        .sort((a, b) => (`${a.name}\n${a.host}` < `${b.name}\n${b.host}` ? -1 : 1)); // prettier-ignore
    const lists = ['hosts', 'routes', 'not-found', 'statuses', 'methods', 'browsers', 'systems', 'referrers'];
    for (const panel of lists) expect(figures(monitor, panel), panel).toEqual(figures(file, panel));
    const latencies = (report: AccessReport): unknown =>
      report.panels
        .find(({ name }) => name === 'routes')
        ?.rows.map(({ name, host, latency }) => `${host} ${name} ${latency.p95}`)
        .sort();
    expect(latencies(monitor)).toEqual(latencies(file));
    const top = (report: AccessReport, panel: string): unknown =>
      report.panels.find(({ name }) => name === panel)?.rows.slice(0, 20).map(({ requests }) => requests); // prettier-ignore
    for (const panel of ['urls', 'clients']) expect(top(monitor, panel), panel).toEqual(top(file, panel));
  });

  it('writes text, and says when there is no monitor', async () => {
    const { out } = await ofMonitor('--since', '24h');
    expect(out).toMatch(/^requests +3,000$/m);
    const { code, notes } = await ofMonitor('--url', 'http://127.0.0.1:9');
    expect(code).toBe(1);
    expect(notes).toContain('No monitor answers');
  });
});
