import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AccessLogSource } from '@log-monitor/access-log';
import { SLOT_SECONDS } from '@log-monitor/access-statistics';
import type { AccessLine } from '../../src/batch/access-batch.js';
import { AccessFold } from '../../src/store/access/access-fold.js';
import { AccessPartition, FakeWebServer } from './access-lines.js';
import { AccessTruth } from './access-truth.js';
import type { TestStore } from './test-store.js';

const GENERATOR = fileURLToPath(new URL('../../../generator/bin/log-monitor-generate.mjs', import.meta.url));
/** As many lines as one fetch of a busy partition brings. */
const BATCH_LINES = 5_000;
/** Batches between two looks at what is to be folded. */
const FOLD_AFTER = 4;
const WATERMARK_MS = 120_000;
const LET_PASS = `UPDATE access_delta SET changed_at = clock_timestamp() - interval '1 hour' WHERE slot < $1`;

/** A day of requests, or a part of it, as the generator makes them. */
export interface AccessDay {
  readonly lines: number;
  readonly clients: number;
  /** Of Zipf's law: how much more often the frequent clients come. */
  readonly exponent: number;
  readonly seed: number;
  /** Milliseconds since 1970; whole hours. */
  readonly from: number;
  readonly to: number;
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
  const fold = new AccessFold(store.pool, store.fresh, { access: { watermarkSeconds: WATERMARK_MS / 1000 } });
  await store.store.openPosition({ topic: 'web-logs', partition: 0 }, 0);
  let lines: Omit<AccessLine, 'offset'>[] = [];
  let batches = 0;
  const flush = async (): Promise<void> => {
    const reached = lines.at(-1)?.time ?? 0;
    await store.store.store(partition.batch(lines));
    lines = [];
    batches += 1;
    if (batches % FOLD_AFTER === 0) await foldAll(fold, store, reached);
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
  await foldAll(fold, store, Number.POSITIVE_INFINITY);
  // As autovacuum does after so many rows.
  await store.rows('ANALYZE');
  return truth;
}

/** A day passes in minutes here: slots that the events have passed are as quiet as if their time had gone by. */
async function foldAll(fold: AccessFold, store: TestStore, reached: number): Promise<void> {
  const passed = new Date(Math.min(reached - WATERMARK_MS - SLOT_SECONDS * 1000, store.pool.clock.now()));
  do await store.rows(LET_PASS, [passed]);
  while ((await fold.fold(store.pool.clock.now())) > 0);
}

async function* generate({ lines, clients, exponent, seed, from, to }: AccessDay): AsyncGenerator<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'access-day-'));
  const config = path.join(folder, 'generator.json');
  writeFileSync(
    config,
    JSON.stringify({
      ...{ seed, lines, rate: (1.02 * lines * 1000) / (to - from), hosts: 8, proxied: 0.2, curve: { peaks: [] } },
      clients: { count: clients, distribution: 'zipf', parameter: exponent, ipv6: 0.2 },
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
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
