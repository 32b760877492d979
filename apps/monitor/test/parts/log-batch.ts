import type { Batch, Lane } from '../../src/batch/batch.js';
import { LOG_KIND, type LogBatch } from '../../src/batch/log-batch.js';
import type { RawMessage } from '../../src/batch/raw-message.js';
import { NOTHING_STORED, type StoredErrors } from '../../src/batch/stored-errors.js';
import { TopicPlan } from '../../src/configuration/topic-plan.js';
import { FetchedMessages } from '../../src/ingest/kafka/fetched-messages.js';
import { logMessages } from '../../src/ingest/log/log-messages.js';
import { MessageKinds } from '../../src/ingest/kind/message-kinds.js';
import { BatchAssembly } from '../../src/ingest/partition/batch-assembly.js';

/** Makes batches of what lies in a topic with log records. */
export function logAssembly(topic: string, lane: Lane = 'main', storedErrors = NOTHING_STORED): BatchAssembly {
  return new BatchAssembly(
    new TopicPlan([{ topic, kind: LOG_KIND, lane, upkeep: 'required' }]),
    new MessageKinds([logMessages('dead-letter', storedErrors)]),
  );
}

/** These messages as the batch that moves the position from the first to after the last. */
export function logBatch(
  { topic, partition, lane }: { topic: string; partition: number; lane?: Lane },
  messages: readonly RawMessage[],
  storedErrors?: StoredErrors,
): Batch<LogBatch> {
  const from = messages[0]?.offset ?? 0;
  const to = from + messages.length;
  const frame = { topic, partition, expectedOffset: from, nextOffset: to, endOffset: to };
  return logAssembly(topic, lane, storedErrors).assemble(frame, FetchedMessages.of(messages)) as Batch<LogBatch>;
}
