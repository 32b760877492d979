import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { AccessLogSource, type SourceOptions } from '@log-monitor/access-log';

const ROUNDS = 9;
const LINES_PER_ROUND = 100_000;
const GOAL = 300_000;

const folder = import.meta.dirname.replace(/\.bundle-[^/]*$/, '');
const corpus = splitLines(
  gunzipSync(readFileSync(path.join(folder, '..', 'test', 'corpus', 'elastic-apache', 'apache_logs.gz'))),
);

interface Subject {
  name: string;
  goal: number | undefined;
  options: SourceOptions;
  lines: readonly Buffer[];
}

const noExtras = { routes: false, userAgents: false } as const;
const TIME = '10/Dec/2025:10:23:10 +0900';

const SUBJECTS: Subject[] = [
  { name: 'combined, the whole normal form', goal: GOAL, options: { format: 'combined' }, lines: corpus },
  { name: 'combined, without route templates', goal: undefined, options: { format: 'combined', routes: false }, lines: corpus },
  { name: 'combined, without routes and user agents', goal: undefined, options: { format: 'combined', ...noExtras }, lines: corpus },
  { name: 'combined, format found by itself', goal: GOAL, options: {}, lines: corpus },
  { name: 'Kong custom_fmt (compiled from its string)', goal: undefined, options: { format: 'kong' }, lines: made((index) => `203.0.113.${index % 250} [${TIME}] "GET /api/v1/orders/${index} HTTP/1.1" 200 0.012 0.010 "shop-web.example.com" "curl/8.1"`) },
  { name: 'ingress-nginx upstreaminfo', goal: undefined, options: { format: 'ingress' }, lines: made((index) => `203.0.113.${index % 250} - - [${TIME}] "GET /orders/${index} HTTP/1.1" 200 59 "-" "Mozilla/5.0" 348 0.105 [a-b-80] [] 172.17.0.6:8080, 172.17.0.7:8080 61, 100 0.100, 0.004 200, 203 835136cd0b5ee1a5d9f5f5bd0c3cf8f7`) },
  { name: 'nginx JSON', goal: undefined, options: { format: 'json' }, lines: made((index) => `{"time":"2025-09-09T02:43:12+00:00","remote":"203.0.113.7","hostname":"web1","method":"GET","path":"/orders/${index}","status":200,"bytes":157,"rt":0.512}`) },
  { name: 'Kong line in a fluentd wrapper', goal: undefined, options: { format: 'kong' }, lines: made((index) => JSON.stringify({ time: '2025-12-10T01:23:10.123Z', stream: 'stdout', logtag: 'F', message: `203.0.113.9 [${TIME}] "GET /orders/${index} HTTP/1.1" 200 0.012 0.010 "shop-web.example.com" "curl/8.1"`, kubernetes: { pod_name: 'kong-1', namespace_name: 'gateway', container_name: 'proxy' } })) },
  { name: 'nginx error log', goal: undefined, options: { format: 'nginx-error' }, lines: made((index) => `2025/09/09 02:43:12 [error] 33#33: *${index} connect() failed (111: Connection refused) while connecting to upstream, client: 172.22.0.1, server: , request: "GET /api HTTP/1.1", upstream: "http://127.0.0.1:65535/api", host: "localhost:8081"`) },
]; // prettier-ignore

function made(line: (index: number) => string): Buffer[] {
  return Array.from({ length: 10_000 }, (_, index) => Buffer.from(line(index)));
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0, end = bytes.indexOf(10); end !== -1; from = end + 1, end = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, end));
  }
  return lines;
}

/** Lines per second of processor time: what one core does, also on a machine that others use. Best of the rounds after warming up. */
function measure({ options, lines }: Subject): { perSecond: number; unparsed: number } {
  const source = new AccessLogSource(options);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let read = 0; read < LINES_PER_ROUND; read += lines.length) for (const line of lines) source.read(line);
    const { user, system } = process.cpuUsage(before);
    if (round > 1) best = Math.min(best, user + system);
  }
  const { counts } = source;
  if (counts.access + counts.error + counts.heartbeat + counts.unparsed !== counts.lines)
    throw new Error('a line was lost');
  return { perSecond: Math.round((LINES_PER_ROUND / best) * 1e6), unparsed: counts.unparsed };
}

/** How much longer ten times the hostile text takes; 10 is linear, 100 quadratic. */
function growth(text: string): number {
  const took = (length: number): number => {
    const line = `1.2.3.4 - - [${TIME}] "GET /${text.repeat(length / text.length)} HTTP/1.1" 200 5 "-" "x"`;
    const times = Array.from({ length: 7 }, () => {
      const source = new AccessLogSource({ format: 'combined' });
      const started = performance.now();
      for (let again = 0; again < 10; again += 1) source.read(line);
      return performance.now() - started;
    });
    return Math.min(...times);
  };
  return Math.round((took(1_000_000) / took(100_000)) * 10) / 10;
}

const rows = SUBJECTS.map((subject) => {
  const { perSecond, unparsed } = measure(subject);
  return [
    subject.name,
    perSecond,
    unparsed,
    subject.goal === undefined ? '–' : `≥ ${subject.goal.toLocaleString('en-US')}`,
  ];
});
const growths = ['"', '\\"', '\\\\', ' [', '/a', '" 2'].map((text) => `${JSON.stringify(text)} × ${growth(text)}`);

console.log(
  JSON.stringify({
    title: 'Parsing access logs',
    method:
      `Bytes of a line to the normal form, on one core: decoding, format, time, request, client behind trusted proxies, project, health check, ` +
      `route template, user agent (browser and bot, remembered once known). Corpus: 10,000 real lines of Apache (559 user agents) or as many made ones, ` +
      `${LINES_PER_ROUND.toLocaleString('en-US')} lines a round, best of ${ROUNDS - 2} rounds, by processor time.`,
    columns: ['lines', 'lines/s', 'unparsed', 'goal'],
    rows,
    notes: [`Time for ten times the hostile text in a request (10 is linear): ${growths.join(', ')}.`],
  }),
);
