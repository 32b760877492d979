import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { CommandError } from '../../command/command-error.js';
import { DeadLetterDesk, type RetryOutcome } from '../../command/dead-letter-desk.js';
import { Configuration } from '../../configuration/configuration.js';
import { assembleBatch } from '../../ingest/partition/batch-assembly.js';
import { type RawMessage } from '../../batch/decoded-record.js';
import { FetchedMessages } from '../../ingest/kafka/fetched-messages.js';
import { SinkError } from '../../batch/record-sink.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { RecordStore } from '../batch/record-store.js';

interface LetterRow {
  topic: string;
  kafka_partition: number;
  kafka_offset: string;
  kafka_time: Date;
  size: number;
  key: Buffer | null;
  headers: Record<string, string> | null;
  value: Buffer | null;
}

const SELECT_LETTER = `SELECT topic, kafka_partition, kafka_offset, kafka_time, size, key, headers, value FROM dead_letter WHERE id = $1`;
const UPDATE_REASON = `UPDATE dead_letter SET reason = $2, detail = $3 WHERE id = $1`;
const DELETE_LETTER = `DELETE FROM dead_letter WHERE id = $1 RETURNING id`;

/** Messages that were kept aside: tried again, or thrown away. */
@Injectable()
export class DeadLetterStore extends DeadLetterDesk {
  constructor(
    private readonly pool: IngestPool,
    private readonly store: RecordStore,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'kafka'>,
  ) {
    super();
  }

  override async retry(id: number): Promise<RetryOutcome> {
    return await this.#retry(id).catch((error: unknown): RetryOutcome => {
      // Somebody else was quicker with the same letter.
      if (error instanceof SinkError && error.code === 'POSITION_MOVED') return 'absent';
      throw commandErrorFrom(error);
    });
  }

  override async discard(id: number): Promise<boolean> {
    const gone = await this.pool.run(DELETE_LETTER, [id]).catch((error: unknown) => {
      throw commandErrorFrom(error);
    });
    return gone.length > 0;
  }

  async #retry(id: number): Promise<RetryOutcome> {
    const [letter] = await this.pool.run<LetterRow>(SELECT_LETTER, [id]);
    if (letter === undefined) return 'absent';
    if ((letter.value?.length ?? 0) < letter.size) return 'incomplete';
    const { logTopic, errorLogTopic } = this.configuration.kafka;
    const frame = {
      topic: letter.topic,
      partition: letter.kafka_partition,
      isErrorsTopic: letter.topic === errorLogTopic && errorLogTopic !== logTopic,
      expectedOffset: Number(letter.kafka_offset),
      nextOffset: Number(letter.kafka_offset),
      endOffset: 0,
    };
    const batch = assembleBatch(frame, FetchedMessages.of([messageOf(letter)]));
    const [still] = batch.deadLetters;
    if (still !== undefined) return await this.#note(id, still.reason, still.detail);
    try {
      await this.store.storeAgain(batch, (client) => takeLetter(client, id));
      return 'stored';
    } catch (error) {
      if (!(error instanceof SinkError) || error.code !== 'RECORD_REJECTED') throw error;
      return await this.#note(id, 'rejected_by_database', error.message.slice(0, 500));
    }
  }

  async #note(id: number, reason: string, detail: string): Promise<RetryOutcome> {
    await this.pool.run(UPDATE_REASON, [id, reason, detail]);
    return 'undecodable';
  }
}

function commandErrorFrom(error: unknown): CommandError {
  const mayPass = error instanceof SinkError && error.code === 'SINK_UNAVAILABLE';
  if (mayPass) return new CommandError('COMMAND_UNAVAILABLE', 'the database does not answer at the moment', error);
  return new CommandError('COMMAND_FAILED', 'the command could not be carried out', error);
}

function messageOf(letter: LetterRow): RawMessage {
  return {
    offset: Number(letter.kafka_offset),
    kafkaTime: letter.kafka_time.getTime(),
    key: letter.key,
    value: letter.value,
    headers: letter.headers ?? {},
  };
}

/** Of two that try the same letter at once, one finds it gone and rolls back. */
async function takeLetter(client: pg.PoolClient, id: number): Promise<void> {
  const { rowCount } = await client.query(DELETE_LETTER, [id]);
  if (rowCount === 0) throw new SinkError('POSITION_MOVED', `dead letter ${id} is gone`);
}
