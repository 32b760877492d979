import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { TestPipeline } from '../parts/test-pipeline.js';

const SERVICES = ['orders', 'users', 'payments', 'mails'];
const DURATION_MS = Number(process.env['HOT_TABLES_SECONDS'] ?? 120) * 1000;

/** Small tables of which the same rows are written again and again, several times a second each. */
const HOT_TABLES = ['ingest_position', 'ledger', 'log_count', 'log_count_rollup', 'ingest_progress', 'ingest_traffic'];

interface TableRow {
  name: string;
  updates: number;
  hot: number;
  dead: number;
  live: number;
  vacuums: number;
  heap_kb: number;
  index_kb: number;
}

const STATISTICS = `
  SELECT relname AS name, n_tup_upd::int AS updates, n_tup_hot_upd::int AS hot, n_dead_tup::int AS dead, n_live_tup::int AS live,
    autovacuum_count::int AS vacuums, (pg_relation_size(relid) / 1024)::int AS heap_kb, (pg_indexes_size(relid) / 1024)::int AS index_kb
  FROM pg_stat_user_tables WHERE relname = ANY($1) OR relname IN ('source', 'service', 'ingest_watermark', 'dead_letter') ORDER BY 1`;

it('updates of the small hot tables stay in their pages, so that they do not grow and their indexes are not written', async () => {
  const pipeline = await TestPipeline.create({ bootstrapServers: inject('kafkaBootstrapServers') });
  try {
    const monitor = await pipeline.newMonitor();
    await monitor.start().ready();
    const services = pipeline.startServices(SERVICES, 100_000_000, 500);
    await pause(DURATION_MS);
    services.enough();
    await pipeline.expectLogged(monitor, await services.logged);
    // PostgreSQL collects what a connection did when it is idle for a while.
    await pause(2000);
    const { rows } = await pipeline.reader.query<TableRow>(STATISTICS, [HOT_TABLES]);
    console.table(rows);
    for (const name of HOT_TABLES) {
      const table = rows.find((row) => row.name === name);
      if (table === undefined || table.updates < 100) continue;
      expect(table.hot / table.updates, `HOT updates of ${name}`).toBeGreaterThan(0.9);
      expect(table.heap_kb, `kB of ${name}`).toBeLessThan(2048);
    }
  } finally {
    await pipeline.close();
  }
});
