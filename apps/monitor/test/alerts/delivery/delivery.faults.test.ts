import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alertEvent } from '../../parts/alert-events.js';
import { HttpSink, type Received } from '../../parts/http-sink.js';
import { ShiftedClock } from '../../parts/shifted-clock.js';
import { TestDelivery } from '../../parts/test-delivery.js';
import { TestStore } from '../../parts/test-store.js';

const PROCESS = fileURLToPath(new URL('../../parts/delivery-process.mjs', import.meta.url));
const HOUR_MS = 3_600_000;
/** An hour in a minute. */
const SPEED = 60;
const EVENTS = 60;
const KILLS = 12;

let store: TestStore;
let sink: HttpSink;
let clock: ShiftedClock;
let delivery: TestDelivery;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  store = await TestStore.create();
  clock = await ShiftedClock.of(store);
  sink = await new HttpSink().listen();
  delivery = new TestDelivery(store, { webhook: { url: sink.url, secret: undefined } });
});

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await delivery.stop();
  await sink.close();
  await store.close();
});

const keysOf = ({ body }: Received): string[] =>
  (JSON.parse(body) as { events: { key: string }[] }).events.map(({ key }) => key);
const idOf = ({ headers }: Received): string => String(headers['idempotency-key']);
const settled = (): Promise<unknown> =>
  waitFor(async () => (await delivery.states()).every((state) => !state.startsWith('waiting')), {
    timeoutMs: 60_000,
    what: 'delivery',
    intervalMs: 100,
  });

describe('a receiver that for an hour', () => {
  it.each([
    ['is not there', undefined],
    ['answers 500', () => ({ status: 500 })],
    ['closes the connection', () => 'close' as const],
    ['refuses with 429', () => ({ status: 429, headers: { 'retry-after': '120' } })],
  ])('%s loses nothing, is asked a few times, and gets two messages when it is back', async (_, answer) => {
    const { port } = sink;
    if (answer === undefined) await sink.close();
    else sink.answer = answer;
    const began = await clock.now();
    await clock.set(began, SPEED);
    delivery.start();
    for (let index = 0; index < EVENTS; index += 1) {
      await waitFor(async () => (await clock.now()) >= began + (index * HOUR_MS) / EVENTS, {
        timeoutMs: 90_000,
        what: 'the next minute',
        intervalMs: 100,
      });
      await delivery.put(alertEvent({ key: `k${index}`, severity: 'warning' }));
    }
    const [state] = await delivery.list.channelStates();
    expect(state).toMatchObject({ state: 'failing', waiting: EVENTS, lastError: expect.stringMatching(/./) as string });
    const attempts = Number(await store.value('SELECT count(*)::int FROM alert_attempt'));
    console.log(`an hour in which it ${_}: ${attempts} attempts`);
    // Seven until the pause is five minutes long, then one in two and a half minutes at most.
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThan(40);
    sink.answer = () => ({ status: 200 });
    if (answer === undefined) await sink.listen(port);
    await settled();
    expect(sink.accepted.flatMap(keysOf)).toHaveLength(21);
    expect(sink.accepted).toHaveLength(2);
    expect(new Set((await delivery.states()).map((line) => line.split(' ')[0]))).toEqual(new Set(['delivered']));
    expect(await delivery.list.channelStates()).toMatchObject([{ state: 'working', failures: 0, waiting: 0 }]);
  });
});

it('a receiver that is slow beyond the deadline is asked again, by the same key, and other messages wait', async () => {
  sink.answer = (_received, count) => (count === 0 ? 'never' : { status: 200 });
  delivery.start();
  await delivery.put(alertEvent({ key: 'slow', severity: 'warning' }));
  await waitFor(() => sink.received.length === 1, { timeoutMs: 15_000, what: 'the attempt' });
  await delivery.put(alertEvent({ key: 'next', severity: 'warning' }));
  await settled();
  expect(sink.accepted.map(keysOf)).toEqual([['slow'], ['next']]);
  expect(sink.accepted.map(idOf)[0]).toBe(sink.received.map(idOf)[0]);
});

function startProcess(): ChildProcess {
  const { PATH } = process.env;
  const env = { PATH, DATABASE_URL: store.databaseUrl, ALERT_WEBHOOK_URL: sink.url };
  const child = spawn(process.execPath, [PROCESS], {
    env: { ...env, ALERT_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' },
    stdio: 'inherit',
  });
  processes.push(child);
  return child;
}

it(`${KILLS} times kill -9 of a monitor while it sends: each alert arrives, and what arrives again has the key that it had`, async () => {
  await clock.set(await clock.now(), 20);
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Killed before the receiver has answered, and after it has taken the message.
    sink.answer = () => (kill % 2 === 0 ? 'never' : { status: 200, afterMs: 60_000 });
    const before = sink.received.length;
    const child = startProcess();
    await delivery.put(alertEvent({ key: `k${kill}`, severity: 'warning' }));
    await waitFor(() => sink.received.length > before, { timeoutMs: 60_000, what: 'an attempt' });
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  sink.answer = () => ({ status: 200 });
  startProcess();
  await settled();
  const byId = new Map(sink.received.map((received) => [idOf(received), received.body]));
  const all = [...byId.values()].flatMap((body) => (JSON.parse(body) as { events: { key: string }[] }).events);
  expect(all.map(({ key }) => key).sort()).toEqual(Array.from({ length: KILLS }, (_, kill) => `k${kill}`).sort());
  // A key stands for one text, whoever sends it.
  for (const received of sink.received) expect(received.body).toBe(byId.get(idOf(received)));
  const acceptedIds = sink.accepted.map(idOf);
  expect(new Set(acceptedIds).size).toBe(acceptedIds.length);
  console.log(`${sink.received.length} attempts at ${byId.size} messages in ${KILLS} kills`);
});
