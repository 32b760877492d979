import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Oracle, lastJson, readOracle, runService, scratchFolder, startService } from '../support/child.js';
import {
  type Ledger,
  type Topics,
  createTopics,
  ledgersOf,
  readTopic,
} from '../../../kafka-delivery/test/support/topics.js';

const bootstrap = inject('kafkaBootstrapServers');
const ROUNDS = 100;
const scratch = scratchFolder();
let topics: Topics;
let number = 0;

beforeEach(async () => {
  topics = await createTopics(bootstrap);
  number += 1;
});
afterAll(() => scratch.remove());

describe('kill -9', () => {
  it.each([
    ['by default, nothing from ERROR up', 'ERROR', 4],
    ['with the spool for every level, nothing', 'DEBUG', 1],
  ] as const)(
    `at ${ROUNDS} random moments of a burst: %s is lost whose call had returned, and no hole is unknown`,
    async (_name, level, threshold) => {
      const options = { brokers: bootstrap, spool: { dir: join(scratch.path, `s${number}`), level }, ...topics };
      const oracles: Oracle[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const oracle = join(scratch.path, `oracle-${number}-${round}`);
        const service = startService({ mode: 'steady', count: 100, options, oracle });
        await service.ready();
        await sleep(Math.random() * 400);
        service.process.kill('SIGKILL');
        await service.ended;
        oracles.push(readOracle(oracle));
      }
      const recovery = lastJson(await runService({ mode: 'recover', options, timeoutMs: 60_000 }));
      expect(recovery).toMatchObject({ spool: { state: 'on', corrupt: 0 } });

      const ledgers = ledgersOf(await readTopic(bootstrap, topics.topic));
      const outcomes = oracles.map((oracle) => compare(oracle, ledgers.get(oracle.instance), threshold));
      const calls = sum(oracles.map((oracle) => oracle.calls.length));
      console.log(
        `${level}: ${calls} calls in ${ROUNDS} runs, ${sum(outcomes.map(({ lost }) => lost.length))} lost, ` +
          `longest lost end ${Math.max(...outcomes.map(({ lostEndMs }) => lostEndMs))} ms`,
      );
      expect(outcomes.flatMap(({ lostAbove }) => lostAbove)).toEqual([]);
      expect(outcomes.flatMap(({ unknown }) => unknown)).toEqual([]);
      if (level === 'DEBUG') expect(outcomes.flatMap(({ lost }) => lost)).toEqual([]);
    },
  );
});

interface Outcome {
  lost: number[];
  /** Lost from the threshold up. */
  lostAbove: number[];
  /** Lost, and the ledger would take the process for complete. */
  unknown: number[];
  /** Milliseconds of calls after the last number that Kafka knows. */
  lostEndMs: number;
}

/**
 * Holds a run's calls against the ledger of its instance. The ledger knows of every number up to the highest that
 * arrived or stands in a header; after that it knows only that the process did not end cleanly.
 */
function compare({ calls }: Oracle, ledger: Ledger | undefined, threshold: number): Outcome {
  const lost = calls.filter(({ seq }) => !ledger?.received.has(seq) && !ledger?.dropped.has(seq));
  const known = Math.max(0, ledger?.lastSeq ?? 0, ...(ledger?.received.keys() ?? []));
  const end = lost.filter(({ seq }) => seq > known);
  return {
    lost: lost.map(({ seq }) => seq),
    lostAbove: lost.filter(({ severity }) => severity >= threshold).map(({ seq }) => seq),
    unknown: ledger?.ended === true ? end.map(({ seq }) => seq) : [],
    lostEndMs: end.length === 0 ? 0 : (end.at(-1)?.at ?? 0) - (end[0]?.at ?? 0),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
