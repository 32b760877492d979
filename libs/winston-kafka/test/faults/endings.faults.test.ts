import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readOracle, runService, startService } from '../support/child.js';
import { ownBroker } from '../support/own-broker.js';
import { ledgersOf, onlyLedger, readTopic, sorted, upTo } from '../../../kafka-delivery/test/support/topics.js';

const EXIT_MS = 5_000;
const CRASH_MS = 3_000;
const own = ownBroker();

type Broker = 'up' | 'away' | 'frozen';

async function make(broker: Broker): Promise<void> {
  if (broker === 'away') await own.kafka.kill();
  if (broker === 'frozen') own.kafka.pause();
}

/** The broker is up again, and the next start has sent what was left. */
async function recover(broker: Broker): Promise<void> {
  if (broker === 'away') await own.kafka.restart();
  if (broker === 'frozen') own.kafka.resume();
  await runService({ mode: 'recover', options: own.options(), timeoutMs: 200_000 });
}

describe('SIGTERM with a backlog', () => {
  it.each<Broker>(['up', 'away', 'frozen'])(
    'broker %s: ends within five seconds, and all of it arrives, now or after the next start',
    async (broker) => {
      const { oracle } = own;
      const service = startService({
        mode: 'steady',
        count: 10,
        options: own.options({ handleSignals: true }),
        oracle,
      });
      await service.ready();
      await sleep(1_000);
      await make(broker);
      await sleep(3_000);
      const asked = Date.now();
      service.process.kill('SIGTERM');
      const end = await service.ended;
      const took = Date.now() - asked;
      console.log(`${broker}: ended after ${took} ms`);
      expect(end.signal).toBe('SIGTERM');
      if (broker !== 'up') await recover(broker);
      const { received } = await onlyLedger(own.kafka.bootstrapServers, own.topics.topic);
      const { calls } = readOracle(oracle);
      expect(calls.length).toBeGreaterThan(1_000);
      expect(sorted(received.keys())).toEqual(upTo(calls.length));
      // What was under way when the broker froze or was killed may be there, and comes again from the spool.
      if (broker === 'up') expect(Math.max(...received.values())).toBe(1);
      expect(took).toBeLessThan(EXIT_MS);
    },
  );

  it.each<Broker>(['up', 'away', 'frozen'])(
    'full buffer, broker %s: ends within five seconds, and every number is delivered or accounted for',
    async (broker) => {
      const count = 300_000;
      await make(broker === 'up' ? 'frozen' : broker);
      const plan = { mode: 'wait', count, options: own.options({ handleSignals: true }), timeoutMs: 120_000 };
      const service = startService(plan);
      const { buffered } = await service.ask();
      if (broker === 'up') own.kafka.resume();
      const asked = Date.now();
      service.process.kill('SIGTERM');
      const end = await service.ended;
      const took = Date.now() - asked;
      expect(end.signal).toBe('SIGTERM');
      await recover(broker);
      const { received, dropped, records } = await onlyLedger(own.kafka.bootstrapServers, own.topics.topic);
      const reasons = [...new Set(dropped.values())].join(' and ');
      console.log(`${broker}: ended after ${took} ms with ${buffered} held, ${dropped.size} dropped (${reasons})`);
      expect(received.size + dropped.size).toBe(count + 1);
      for (const seq of received.keys()) expect(dropped.has(seq)).toBe(false);
      const errors = records.filter(({ level }) => level === 'ERROR' || level === 'CRITICAL').length;
      expect(errors).toBe(count / 5);
      expect(took).toBeLessThan(EXIT_MS);
    },
  );
});

describe('the last word', () => {
  const cases = (['up', 'away'] as const).flatMap(
    (broker) =>
    ([['exit', 3], ['throws', 1], ['rejects', 1], ['handled', 1]] as const).map(([mode, code]) => ({ broker, mode, code })), // prettier-ignore
  );
  it.each(cases)(
    '$mode, broker $broker: exit code $code stays, within three seconds, and the last record arrives',
    async ({ broker, mode, code }) => {
      await make(broker);
      const service = startService({ mode, count: 50, options: own.options() });
      await service.said('logged');
      const logged = Date.now();
      const end = await service.ended;
      const took = Date.now() - logged;
      expect([end.code, end.signal]).toEqual([code, null]);
      await recover(broker);
      const ledgers = [...ledgersOf(await readTopic(own.kafka.bootstrapServers, own.topics.topic)).values()];
      const [ledger] = ledgers.filter(({ received }) => received.size > 0);
      // `handled` logs the exception itself too.
      expect(sorted(ledger?.received.keys() ?? [])).toEqual(upTo(mode === 'handled' ? 51 : 50));
      expect(took).toBeLessThan(CRASH_MS);
    },
  );
});
