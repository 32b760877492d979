/**
 * Open loop against a running monitor: node bench/measure.mjs <base url> [seconds = 10] [rate = 50]
 *
 * Requests start on schedule whether or not earlier ones are done (8 connections), and a request's time counts from when it
 * should have started: a slow server can not hide behind a waiting client.
 */
import { Agent, get } from 'node:http';

const [base, seconds = '10', rate = '50'] = process.argv.slice(2);
if (!base) throw new Error('usage: node bench/measure.mjs <base url> [seconds] [rate]');
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const ask = (path) =>
  new Promise((resolve, reject) => {
    const request = get(base + path, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.on('error', reject);
  });

const newest = JSON.parse((await ask('/api/v1/logs/errors?limit=1')).body).errors[0];
const services = JSON.parse((await ask('/api/v1/logs/services')).body).services.map(({ name }) => name);
const pick = (list, index) => list[index % list.length];
const requests = {
  'newest errors': (n) => `/api/v1/logs/errors?limit=50${['', '&level=CRITICAL', '&level=ERROR'][n % 3]}`,
  'newest errors of a service': (n) =>
    `/api/v1/logs/errors?limit=50&service=${pick(services, n)}${n % 2 ? '&level=CRITICAL' : ''}`,
  stats: () => '/api/v1/logs/stats',
  services: () => '/api/v1/logs/services',
  'histogram of 7 days': () => '/api/v1/logs/histogram?from=now-7d',
  'one record': () => `/api/v1/logs/records/${newest.id}`,
  'records of a request': (n) => `/api/v1/logs/search?limit=50&requestId=req-3-${1000 + n * 7}`,
  context: () => `/api/v1/logs/records/${newest.id}/context`,
  'text in errors of 7 days': (n) => `/api/v1/logs/errors?limit=50&search=needle${n}`,
};

for (const [name, path] of Object.entries(requests)) {
  const times = await openLoop(path);
  console.log(
    `${name.padEnd(28)} p50 ${times.p50} ms  p95 ${times.p95} ms  max ${times.max} ms  not 200: ${times.failed}`,
  );
}
const alone = [];
for (let n = 0; n < 7; n += 1) {
  const begun = performance.now();
  await ask(`/api/v1/logs/search?limit=50&search=needle${n}&from=now-65m`);
  alone.push(performance.now() - begun);
}
console.log(`text in all records of the last hour, one client: median ${alone.sort((a, b) => a - b)[3].toFixed(0)} ms`);
agent.destroy();

async function openLoop(path) {
  const count = Number(seconds) * Number(rate);
  const begun = performance.now();
  let failed = 0;
  const all = Array.from({ length: count }, async (_, n) => {
    const due = begun + (n * 1000) / Number(rate);
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const { status } = await ask(path(n));
    if (status !== 200) failed += 1;
    return performance.now() - due;
  });
  const sorted = (await Promise.all(all)).sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
  return { p50: at(0.5), p95: at(0.95), max: at(1), failed };
}
