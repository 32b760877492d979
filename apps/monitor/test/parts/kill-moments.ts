import { Kafka, logLevel } from 'kafkajs';
import { waitFor } from '@log-monitor/tools';
import type { MonitorProcess } from './monitor-process.js';
import type { TestPipeline } from './test-pipeline.js';

/** A transaction that stores a batch, once it has written its first row. */
const STORING_TRANSACTION = `
  SELECT backend_xid::text AS xid FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'log-monitor ingest' AND backend_xid IS NOT NULL
    AND query ~ '(COPY|INTO|UPDATE) (log_record|error_record|access_record|access_error|access_unparsed|ledger|log_count|ingest_position)'
  LIMIT 1`;

/** `kill -9` in the middle of a transaction that stores a batch. @returns whether PostgreSQL rolled it back: the kill came before its COMMIT */
export async function killMidTransaction(pipeline: TestPipeline, monitor: MonitorProcess): Promise<boolean> {
  const xid = await waitFor(async () => (await pipeline.value(STORING_TRANSACTION)) as string | undefined, {
    timeoutMs: 60_000,
    what: 'a transaction that stores a batch',
    intervalMs: 2,
  });
  await monitor.end('SIGKILL');
  const outcome = await waitFor(
    async () => {
      const status = await pipeline.value('SELECT pg_xact_status($1::text::xid8)', [xid]);
      return status === 'in progress' ? undefined : status;
    },
    { timeoutMs: 20_000, what: 'the transaction to end' },
  );
  return outcome === 'aborted';
}

/** `kill -9` right after a batch was committed in PostgreSQL. @returns whether Kafka had not been told of it yet */
export async function killAfterCommit(pipeline: TestPipeline, monitor: MonitorProcess): Promise<boolean> {
  await pipeline.storing();
  await monitor.end('SIGKILL');
  return (await committedInKafka(pipeline)) < (await pipeline.position());
}

/** Sum of the offsets that Kafka keeps for the group of the monitors. */
export async function committedInKafka({ variables }: TestPipeline): Promise<number> {
  const brokers = String(variables['KAFKA_BOOTSTRAP_SERVERS']).split(',');
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topics = [variables['LOG_TOPIC'] as string, variables['ERROR_LOG_TOPIC'] as string];
    const committed = await admin.fetchOffsets({ groupId: variables['KAFKA_GROUP_ID'] as string, topics });
    return committed.reduce(
      (sum, { partitions }) => sum + partitions.reduce((all, { offset }) => all + Math.max(0, Number(offset)), 0),
      0,
    );
  } finally {
    await admin.disconnect();
  }
}
