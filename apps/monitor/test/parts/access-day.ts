import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AccessLogSource } from '@log-monitor/access-log';
import { type AccessLine } from '../../src/batch/access-batch.js';
import { AccessFold } from '../../src/store/access/access-fold.js';
import { AccessPartition, FakeWebServer } from './access-lines.js';
import { AccessTruth } from './access-truth.js';
import { type TestStore } from './test-store.js';

const GENERATOR = fileURLToPath(new URL('../../../generator/bin/log-monitor-generate.mjs', import.meta.url));
const DAY_MS = 86_400_000;
/** As many lines as one fetch of a busy partition brings. */
const BATCH_LINES = 5_000;
/** Batches between two looks at what is to be folded. */
const FOLD_AFTER = 4;

/** A day of requests, as the generator makes them. */
export interface AccessDay {
  readonly lines: number;
  readonly clients: number;
  /** Of Zipf's law: how much more often the frequent clients come. */
  readonly exponent: number;
  readonly seed: number;
  /** Begin, milliseconds since 1970. */
  readonly from: number;
}

/**
 * Generates a day of lines, parses them, stores them by the real store and folds them, and counts them exactly besides. Kafka is left out: it brings the same
 * batches.
 *
 * @returns the exact counts
 */
export async function storeAccessDay(store: TestStore, day: AccessDay): Promise<AccessTruth> {
  const truth = new AccessTruth();
  const source = new AccessLogSource({ format: 'json' });
  const server = new FakeWebServer('shop');
  const partition = new AccessPartition();
  const fold = new AccessFold(store.pool, { access: { watermarkSeconds: 120 } });
  await store.store.openPosition({ topic: 'web-logs', partition: 0 }, 0);
  let lines: Omit<AccessLine, 'offset'>[] = [];
  let batches = 0;
  const flush = async (): Promise<void> => {
    await store.store.store(partition.batch(lines));
    lines = [];
    batches += 1;
    if (batches % FOLD_AFTER === 0) await foldAll(fold, store);
  };
  for await (const raw of generate(day)) {
    const [read] = source.read(raw);
    if (read?.line.kind !== 'access') throw new Error(`not read as a request: ${raw}`);
    const { line } = read;
    const route = `${line.httpRequestMethod ?? '(unknown)'} ${line.httpRoute ?? ''}`;
    const system = line.userAgentOsName ?? '(unknown)';
    if (!truth.add(raw, { route, browser: line.userAgentName ?? '(unknown)', system })) continue;
    lines.push(server.line(line.timestamp ?? Number.NaN, line, raw));
    if (lines.length === BATCH_LINES) await flush();
  }
  if (lines.length > 0) await flush();
  await foldAll(fold, store);
  // As autovacuum does after so many rows.
  await store.rows('ANALYZE');
  return truth;
}

async function foldAll(fold: AccessFold, store: TestStore): Promise<void> {
  while ((await fold.fold(store.pool.clock.now())) > 0);
}

async function* generate({ lines, clients, exponent, seed, from }: AccessDay): AsyncGenerator<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'access-day-'));
  const config = path.join(folder, 'generator.json');
  writeFileSync(
    config,
    JSON.stringify({
      ...{ seed, lines, rate: (1.02 * lines) / (DAY_MS / 1000), hosts: 8, proxied: 0.2, curve: { peaks: [] } },
      clients: { count: clients, distribution: 'zipf', parameter: exponent, ipv6: 0.2 },
      from: new Date(from).toISOString(),
      to: new Date(from + DAY_MS).toISOString(),
      outputs: [{ to: '-', format: 'json' }],
    }),
  );
  const child = spawn(process.execPath, [GENERATOR, '-c', config], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    yield* createInterface({ input: child.stdout });
    if (child.exitCode !== null && child.exitCode !== 0) throw new Error(`the generator ended with ${child.exitCode}`);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
}
