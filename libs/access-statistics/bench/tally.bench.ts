import type { AccessRecord } from '@log-monitor/access-record';
import { AccessTally } from '../src/access-tally.js';
import { KEPT_FACETS } from '../src/facets.js';
import { random, request } from '../test/sample-records.js';

const BATCH = 6000;
const BATCHES = 100;
const next = random(1);
const zipf = (values: number): number => Math.floor(values ** next()) - 1;

function draw(): AccessRecord {
  const route = zipf(60);
  return request({
    serverAddress: `h${zipf(10)}.shop.example`, clientAddress: `10.0.${zipf(250)}.${zipf(250)}`, urlPath: `/orders/${route}/${zipf(3000)}`,
    httpRoute: `/orders/${route}/:id`, httpResponseStatusCode: next() < 0.9 ? 200 : [404, 500, 302][zipf(4)] ?? 201, durationMs: Math.exp(6 * next()),
    httpResponseBodySize: zipf(100_000), httpRequestReferrer: next() < 0.5 ? `https://site${zipf(40)}.example/a` : undefined,
    userAgentName: `B${zipf(9)}`, userAgentOsName: `S${zipf(5)}`,
  }); // prettier-ignore
}

const records = Array.from({ length: BATCH * 4 }, draw);
const open = new AccessTally();
/** Best of all batches, milliseconds: what it costs on a machine that others use as well. */
const best = { add: Infinity, encode: Infinity, merge: Infinity };
let bytes = 0;

/** Runs a step. @returns its result */
function timed<Result>(step: keyof typeof best, run: () => Result): Result {
  const began = performance.now();
  const result = run();
  best[step] = Math.min(best[step], performance.now() - began);
  return result;
}

for (let batch = 0; batch < BATCHES; batch += 1) {
  const tally = new AccessTally();
  timed('add', () => {
    for (let index = 0; index < BATCH; index += 1) {
      const record = records[(batch * BATCH + index) % records.length] as AccessRecord;
      tally.add(1, 1_700_000_000_000 + batch * 100 + index / 60, record);
    }
  });
  const parts = timed('encode', () => KEPT_FACETS.map((name) => tally.encode(name, 'any')));
  timed('merge', () => {
    for (const [index, name] of KEPT_FACETS.entries()) if (parts[index]) open.mergeEncoded(name, parts[index]);
  });
  bytes = parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
}
for (const [step, milliseconds] of Object.entries(best)) {
  console.log(`${step.padEnd(8)}${((milliseconds * 1000) / BATCH).toFixed(2)} µs a request`);
}
console.log(`bytes   ${(bytes / BATCH).toFixed(1)} a request`);
