import { deflateSync } from 'node:zlib';
import { AccessTally, KnownTexts } from '@log-monitor/access-statistics';
import type { AccessRecord } from '@log-monitor/access-record';
import { random, request } from '../../access-statistics/test/sample-records.js';
import { AnomalyWatch } from '../src/anomaly-watch.js';
import { FactsTally } from '../src/facts/write/facts-tally.js';
import { readFacts } from '../src/facts/read/read-facts.js';
import { WindowFacts } from '../src/facts/window-facts.js';

const RATE = 10_000;
const CLIENTS = 20_000;
const ROUTES = 5000;
const BATCH = 5000;
const WINDOWS = Number(process.env['BENCH_WINDOWS'] ?? 80);
const BEGIN = Date.UTC(2026, 10, 23);
const next = random(1);

/** As a parser gives them: texts that come again are the same objects. */
const routes = Array.from({ length: ROUTES }, (_, at) => `/part-${at % 70}/thing-${at}/:id`);
const clients = Array.from({ length: CLIENTS }, (_, at) => `10.${at % 250}.${(at * 7) % 250}.${at >> 8}`);
const agents = Array.from(
  { length: 300 },
  (_, at) => `Mozilla/5.0 (X11; Linux x86_64; rv:${at}.0) Gecko/20100101 Firefox/${at}.0`,
);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;

/** Each client has one user agent, as browsers do: with another for each request, all of them would rightly be found unusual. */
function draw(): AccessRecord {
  const status = next() < 0.97 ? 200 : pick([404, 500, 302, 403]);
  const client = Math.floor(next() * CLIENTS);
  const route = Math.floor(next() * ROUTES);
  return request({
    ...{
      serverAddress: `h${route % 5}.shop.example`,
      clientAddress: clients[client] as string,
      httpRoute: routes[route] as string,
    },
    ...{
      httpResponseStatusCode: status,
      durationMs: Math.exp(5 * next()),
      userAgentOriginal: agents[client % agents.length] as string,
    },
  });
}

const records = Array.from({ length: 20 * BATCH }, draw);
const tally = new FactsTally();
const texts = new KnownTexts();
const watch = new AnomalyWatch(1);
const best = { tally: Infinity, facts: Infinity, encode: Infinity };
const took = { read: 0, judge: 0 };
let bytes = 0;
let findings = 0;

function timed<Result>(run: () => Result, note: (milliseconds: number) => void): Result {
  const began = performance.now();
  const result = run();
  note(performance.now() - began);
  return result;
}

/** A batch as the store takes it: what it costs without and with what detectors need. */
function batchOf(window: number, batch: number): Buffer {
  const time = BEGIN + window * 10_000 + (batch * 10_000 * BATCH) / (10 * RATE);
  const from = ((window * 20 + batch) * BATCH) % records.length;
  const lines = records.slice(from, from + BATCH);
  const usual = new AccessTally();
  timed(
    () => lines.forEach((record) => usual.add(1, time, record)),
    (milliseconds) => (best.tally = Math.min(best.tally, milliseconds)),
  );
  timed(
    () => lines.forEach((record) => tally.add(1, time, record)),
    (milliseconds) => (best.facts = Math.min(best.facts, milliseconds)),
  );
  const [facts] = timed(
    () => tally.take(),
    (milliseconds) => (best.encode = Math.min(best.encode, milliseconds)),
  );
  bytes += facts?.body.length ?? 0;
  return facts?.body ?? Buffer.alloc(0);
}

for (let window = 0; window < WINDOWS; window += 1) {
  const bodies = Array.from({ length: (10 * RATE) / BATCH }, (_, batch) => batchOf(window, batch));
  const isMeasured = window >= WINDOWS / 2;
  const facts = timed(
    () => {
      const read = new WindowFacts();
      for (const body of bodies) readFacts(body, () => read, texts);
      return read;
    },
    (milliseconds) => (took.read += isMeasured ? milliseconds : 0),
  );
  findings += timed(
    () => watch.judge(BEGIN / 1000 + window * 10, facts).length,
    (milliseconds) => (took.judge += isMeasured ? milliseconds : 0),
  );
}
const measured = WINDOWS / 2;
const learned = timed(
  () => deflateSync(JSON.stringify(watch.state()), { level: 1 }),
  (milliseconds) => (took.judge += (milliseconds * measured) / 12),
);
globalThis.gc?.();
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const perLine = (milliseconds: number): number => round((milliseconds * 1000) / BATCH);
console.log(
  JSON.stringify({
    title: 'Anomalies: what detectors cost',
    method: `${RATE.toLocaleString('en-US')} requests/s of ${CLIENTS.toLocaleString('en-US')} clients and ${ROUTES.toLocaleString('en-US')} routes of five hosts at random, in batches of ${BATCH.toLocaleString('en-US')}; pure code without database. Writing down what was learned, every two minutes, is in judging.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['counts of a batch, without detectors', perLine(best.tally), 'µs/line', ''],
      ['facts for detectors', perLine(best.facts + best.encode), 'µs/line', ''],
      ['facts as bytes', round(bytes / (WINDOWS * 10 * RATE), 1), 'bytes/line', ''],
      ['reading a window', round(took.read / measured, 1), 'ms', ''],
      ['judging a window', round(took.judge / measured, 1), 'ms', ''],
      ['reading and judging', round((took.read + took.judge) / measured / 100), '% of a core', '< 5'],
      ['what was learned, as stored', round(learned.length / 1e6, 1), 'MB', ''],
      ['heap', round(process.memoryUsage().heapUsed / 1e6), 'MB', ''],
      ['findings in random traffic', findings, '', '0'],
    ],
  }),
);
