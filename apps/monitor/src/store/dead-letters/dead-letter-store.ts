import { Injectable } from '@nestjs/common';
import type { Batch } from '../../batch/batch.js';
import { SinkError } from '../../batch/batch-sink.js';
import type { UndecodableReason } from '../../batch/dead-letter.js';
import { DeadLetterBox, type KeptLetter } from '../../batch/dead-letter-box.js';
import { BatchStore } from '../batch/batch-store.js';
import { insertDeadLetters } from '../batch/insert-dead-letters.js';
import { IngestPool } from '../connection/ingest-pool.js';

interface LetterRow {
  topic: string;
  kafka_partition: number;
  kafka_offset: string;
  kafka_time: Date;
  size: number;
  key: Buffer | null;
  headers: Record<string, string> | null;
  value: Buffer | null;
  element: number | null;
}

const SELECT_LETTER = `SELECT topic, kafka_partition, kafka_offset, kafka_time, size, key, headers, value, element FROM dead_letter WHERE id = $1`;
const UPDATE_REASON = `UPDATE dead_letter SET reason = $2, detail = $3 WHERE id = $1`;
const DELETE_LETTER = `DELETE FROM dead_letter WHERE id = $1 RETURNING id`;

/** Messages that were kept aside. */
@Injectable()
export class DeadLetterStore extends DeadLetterBox {
  constructor(
    private readonly pool: IngestPool,
    private readonly batches: BatchStore,
  ) {
    super();
  }

  override async find(id: number): Promise<KeptLetter | undefined> {
    const [row] = await this.pool.run<LetterRow>(SELECT_LETTER, [id]);
    return row && letterOf(row);
  }

  override async replace(id: number, batch: Batch): Promise<void> {
    await this.batches.storeAgain(batch, {
      phase: 'dead letters',
      name: 'take the letter',
      locks: ['dead_letter'],
      // Of two that try the same letter at once, one finds it gone and rolls back.
      run: async (client) => {
        const { rowCount } = await client.query(DELETE_LETTER, [id]);
        if (rowCount === 0) throw new SinkError('POSITION_MOVED', `dead letter ${id} is gone`);
        await insertDeadLetters(client, batch.topic, batch.partition, batch.deadLetters);
      },
    });
  }

  override async explain(id: number, reason: UndecodableReason, detail: string): Promise<void> {
    await this.pool.run(UPDATE_REASON, [id, reason, detail]);
  }

  override async discard(id: number): Promise<boolean> {
    return (await this.pool.run(DELETE_LETTER, [id])).length > 0;
  }
}

function letterOf({
  topic,
  kafka_partition,
  kafka_offset,
  kafka_time,
  size,
  key,
  headers,
  value,
  element,
}: LetterRow): KeptLetter {
  const message = {
    offset: Number(kafka_offset),
    kafkaTime: kafka_time.getTime(),
    key,
    value,
    headers: headers ?? {},
    ...(element !== null && { element }),
  };
  return { topic, partition: kafka_partition, message, complete: (value?.length ?? 0) >= size };
}
