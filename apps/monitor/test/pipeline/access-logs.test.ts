import { readFileSync } from 'node:fs';
import { AccessTally, FACETS, windowsOf } from '@log-monitor/access-statistics';
import { waitFor } from '@log-monitor/tools';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { AccessTopics, combinedLine, FakeCollector } from '../parts/access-topics.js';
import type { MonitorProcess } from '../parts/monitor-process.js';
import { metricOf, TestPipeline } from '../parts/test-pipeline.js';

const bootstrapServers = inject('kafkaBootstrapServers');
const KONG = (number: number): string =>
  JSON.stringify({
    time: new Date().toISOString(),
    stream: 'stdout',
    logtag: 'F',
    message: `203.0.113.9 [10/Dec/2025:10:23:10 +0900] "PATCH /api/v1/foo/${number} HTTP/1.1" 200 0.012 0.010 "shop-web.example.com" "curl/8.1"`,
    kubernetes: { pod_name: 'kong-1', namespace_name: 'gateway', container_name: 'proxy', host: 'node-7' },
  });
const NGINX_JSON =
  '{ "time":"2025-09-09T02:43:12+00:00","ts":1757385792.1,"remote":"203.0.113.7","hostname":"web1","method":"GET","path":"/a","status":502,"bytes":157,"rt":0.512 }';
const APACHE =
  'shop.example:443 203.0.113.7 - - [25/Oct/2021:11:05:52 +0200] "GET /web/.well-known HTTP/1.1" 403 6963 "abc.com" "agent"';
const ERROR =
  '2025/09/09 02:43:12 [error] 33#33: *276 connect() failed (111: Connection refused) while connecting to upstream, client: 172.22.0.1, server: , request: "GET /api HTTP/1.1", upstream: "http://127.0.0.1:65535/api", host: "localhost:8081"';
const APISIX = readFileSync(new URL('../fixtures/apisix/kafka-logger-samples.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

let pipeline: TestPipeline;
let topics: AccessTopics;
let monitor: MonitorProcess;

beforeAll(async () => {
  topics = await AccessTopics.create(bootstrapServers);
  await topics.add([topics.web, topics.kong]);
  pipeline = await TestPipeline.create({ bootstrapServers, variables: topics.variables });
  monitor = await (await pipeline.newMonitor()).start().ready();
});
afterAll(async () => {
  await pipeline.close();
  await topics.end();
});

interface SourceCounts {
  lines: number;
  requests: number;
  errors: number;
  heartbeats: number;
  unparsed: number;
  duplicates: number;
}

/** What is known of a source once all of its lines are counted. */
async function countsOf(source: string, lines: number): Promise<SourceCounts> {
  const counts = async (): Promise<SourceCounts | undefined> =>
    (
      await pipeline.reader.query<SourceCounts & { [name: string]: unknown }>(
        `SELECT sum(lines)::int AS lines, sum(requests)::int AS requests, sum(errors)::int AS errors, sum(heartbeats)::int AS heartbeats,
                sum(unparsed)::int AS unparsed, sum(duplicates)::int AS duplicates FROM access_source WHERE name = $1`,
        [source],
      )
    ).rows[0];
  await pipeline.caughtUp(monitor);
  return await waitFor(
    async () => {
      const found = await counts();
      return found !== undefined && found.lines >= lines ? found : undefined;
    },
    { timeoutMs: 30_000, what: `${lines} lines of ${source}` },
  );
}

/** Rows of a source, and their different places in Kafka. */
async function rowsOf(source: string, table = 'access_record'): Promise<{ rows: number; places: number }> {
  const found = await pipeline.reader.query<{ rows: number; places: number }>(
    `SELECT count(*)::int AS rows, count(DISTINCT (kafka_partition, kafka_offset, element))::int AS places
       FROM ${table} WHERE source_id IN (SELECT id FROM access_source WHERE name = $1)`,
    [source],
  );
  return found.rows[0] as { rows: number; places: number };
}

/** Requests of a source by the windows of a day, those that are still open among them. */
async function countedByDay(topic: string, source: string): Promise<number> {
  const id = Number(
    await pipeline.value('SELECT id FROM access_source WHERE topic = $1 AND name = $2', [topic, source]),
  );
  const { number } = FACETS.host;
  const rows = await pipeline.reader.query<{ requests: number | null; host: Buffer | null }>(
    `SELECT sum(requests)::int AS requests, NULL::bytea AS host FROM access_window WHERE source_id = $1 AND facet = $2 AND width = 86400
      UNION ALL SELECT NULL, host FROM access_delta`,
    [id, number],
  );
  const open = new AccessTally();
  let counted = 0;
  for (const { requests, host } of rows.rows) {
    counted += requests ?? 0;
    if (host !== null) open.mergeEncoded('host', host);
  }
  for (const { source: of, cell } of windowsOf(open, 'host', 86_400)) if (of === id) counted += cell.requests;
  return counted;
}

const ledgerOf = async ({ instance }: FakeCollector): Promise<unknown> =>
  pipeline.value('SELECT l.received::text FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1', [
    instance,
  ]);

describe('lines of each kind', () => {
  it('of a collector: each is a request, a line of an error log, a heartbeat, or kept with its reason', async () => {
    const collector = new FakeCollector('mixed');
    const hostile = [
      'no line at all',
      '',
      `GET /${'a'.repeat(65_536)}`,
      '{"status":',
      '\u0000\u0000',
      combinedLine(1).replace(' 200 ', ' 99999 '),
    ];
    const heartbeat = '- - - [25/Oct/2026:14:49:34 +0200] "HEARTBEAT" - -';
    await topics.send(topics.web, collector.lines([combinedLine(3), NGINX_JSON, APACHE, ERROR, heartbeat, ...hostile]));
    const counts = await countsOf('mixed', 11);
    expect(counts).toEqual({ lines: 11, requests: 3, errors: 1, heartbeats: 1, unparsed: 6, duplicates: 0 });
    expect(await rowsOf('mixed')).toEqual({ rows: 3, places: 3 });
    expect(await rowsOf('mixed', 'access_error')).toEqual({ rows: 1, places: 1 });
    expect(await rowsOf('mixed', 'access_unparsed')).toEqual({ rows: 6, places: 6 });
    expect(await ledgerOf(collector)).toBe('{[1,12)}');
  });

  it('of Kong by fluentd, in an array too', async () => {
    await topics.send(topics.kong, [KONG(1), `[${KONG(2)},${KONG(3)}]`, KONG(4)]);
    expect(await countsOf('kong-1/proxy', 4)).toMatchObject({ lines: 4, requests: 4 });
    const found = await pipeline.reader.query(
      `SELECT DISTINCT r.method, r.duration_ms, r.upstream_ms, r.host, s.server, s.format
         FROM access_record r JOIN access_source s ON s.id = r.source_id WHERE s.topic = $1`,
      [topics.kong],
    );
    expect(found.rows).toEqual([
      {
        method: 'PATCH',
        duration_ms: 12,
        upstream_ms: 10,
        host: 'shop-web.example.com',
        server: 'node-7',
        format: 'kong',
      },
    ]);
  });

  it('with bytes that are no text, and times that nobody has seen', async () => {
    const bytes = [
      Buffer.from([0xff, 0xfe, 0, 1]),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('{"status":200,"path":"/\\ud800\\u0000"}'),
    ];
    const times = [combinedLine(1, 0), combinedLine(2, Date.UTC(2090, 0)), combinedLine(3).replace(/ \+0000/, '')];
    await topics.send(topics.web, [...bytes, ...times]);
    const counts = await countsOf(topics.web, 6);
    expect(counts.requests + counts.unparsed).toBe(6);
    expect(counts.requests).toBeGreaterThanOrEqual(2);
    expect(await pipeline.value('SELECT count(*)::int FROM dead_letter')).toBe(0);
  });

  it('of a topic that is created while the monitor runs, without a new start of anything', async () => {
    const restarts = await metricOf(monitor, 'logmonitor_ingest_consumer_restarts_total');
    await topics.add([topics.apisix]);
    await topics.send(topics.apisix, [...APISIX, `[${APISIX.join(',')}]`]);
    const began = performance.now();
    const counts = await countsOf(topics.apisix, 6);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(counts.lines).toBe(6);
    expect(await metricOf(monitor, 'logmonitor_ingest_consumer_restarts_total')).toBe(restarts);
    expect(monitor.output).toContain(`${topics.apisix} exists by now and is read`);
    expect(monitor.output).not.toMatch(/WARN/);
  });
});

it('reads on when somebody deletes a topic, and says how complete it is', async () => {
  await topics.remove(topics.apisix);
  const collector = new FakeCollector('after-the-end');
  await topics.send(topics.web, collector.lines([combinedLine(1)]));
  expect(await countsOf('after-the-end', 1)).toMatchObject({ lines: 1, requests: 1 });
  await topics.send(topics.web, collector.lines([combinedLine(2)]));
  expect(await countsOf('after-the-end', 2)).toMatchObject({ lines: 2, requests: 2 });
});

describe('a line in parts', () => {
  const part = (tag: 'F' | 'P', text: string): string => `${new Date().toISOString()} stdout ${tag} ${text}`;

  it('is one request although its end comes later', async () => {
    const collector = new FakeCollector('parts');
    const [first, second, third] = collector.lines([
      part('P', combinedLine(7).slice(0, 40)),
      part('P', combinedLine(7).slice(40, 60)),
      part('F', combinedLine(7).slice(60)),
    ]);
    await topics.send(topics.web, [first as never, second as never]);
    // Both are in Kafka, and not stored.
    await waitFor(async () => (await monitor.get<{ lag: { records: number } }>('/api/v1/ingest')).lag.records === 2, {
      timeoutMs: 10_000,
      what: 'the lag of an unfinished line',
      intervalMs: 20,
    });
    await topics.send(topics.web, [third as never]);
    expect(await countsOf('parts', 1)).toMatchObject({ lines: 1, requests: 1, unparsed: 0 });
    expect(await ledgerOf(collector)).toBe('{[1,4)}');
  });

  it('is kept as it is when its end never comes', async () => {
    const collector = new FakeCollector('no-end');
    await topics.send(topics.web, collector.lines([part('P', 'half a line')]));
    expect(await countsOf('no-end', 1)).toMatchObject({ lines: 1, unparsed: 1 });
  });
});

it('stores and counts lines once that a collector has sent twice', async () => {
  const collector = new FakeCollector('retry');
  const sent = collector.lines(Array.from({ length: 150 }, (_, number) => combinedLine(number)));
  await topics.send(topics.web, sent.slice(0, 100));
  await topics.send(topics.web, sent.slice(50));
  const counts = await countsOf('retry', 150);
  expect(counts).toMatchObject({ lines: 150, requests: 150, duplicates: 50 });
  expect(await rowsOf('retry')).toEqual({ rows: 150, places: 150 });
  expect(await ledgerOf(collector)).toBe('{[1,151)}');
});

it('loses no line and counts none twice when it is killed', async () => {
  const collector = new FakeCollector('killed');
  const send = async (lines: number): Promise<void> => {
    for (let from = 0; from < lines; from += 5000)
      await topics.send(topics.web, collector.lines(Array.from({ length: 5000 }, (_, at) => combinedLine(from + at))));
  };
  const kills = 3;
  const linesEach = 20_000;
  for (let kill = 0; kill < kills; kill += 1) {
    // New lines for each kill: a quick monitor has stored all that was there before it is ready.
    const sent = send(linesEach);
    await pipeline.storing();
    await monitor.end('SIGKILL');
    await sent;
    await monitor.start().ready();
  }
  const lines = kills * linesEach;
  expect(await countsOf('killed', lines)).toMatchObject({ lines, requests: lines, duplicates: 0 });
  expect(await rowsOf('killed')).toEqual({ rows: lines, places: lines });
  expect(await countedByDay(topics.web, 'killed')).toBe(lines);
  expect(await ledgerOf(collector)).toBe(`{[1,${lines + 1})}`);
});
