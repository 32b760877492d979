import { Injectable } from '@nestjs/common';
import type { DeadLetter, DeadLetterAnswer, DeadLetterReason } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { decodeCursor, encodeCursor } from '../database/keyset-cursor.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import { listOrNull } from '../database/filter-values.js';

interface DeadLetterQuestion {
  topics?: readonly string[] | undefined;
  reasons?: readonly DeadLetterReason[] | undefined;
  limit: number;
  cursor?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Shown of a value; up to 64 KiB are kept, and a page holds up to 1000 of them. */
const SHOWN_BYTES = 4096;
const LETTER_NUMBER = /^[1-9]\d{0,14}$/;

/** Newest first, along the primary key: topics $1 or null, reasons $2 or null, number $3 of the cursor, $4 limit, $5 bytes to show. */
export const DEAD_LETTERS: Statement = {
  name: 'dead-letters',
  text: `
SELECT id, topic, kafka_partition, kafka_offset, element, kafka_time, created_at, reason, detail, size, key, headers,
       coalesce(length(value), 0) AS kept, substring(value FROM 1 FOR $5) AS beginning,
       to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_text
  FROM dead_letter
 WHERE ($1::text[] IS NULL OR topic = ANY($1))
   AND ($2::text[] IS NULL OR reason = ANY($2))
   AND ($3::bigint IS NULL OR id < $3)
 ORDER BY id DESC
 LIMIT $4`,
};

interface Row {
  id: number;
  topic: string;
  kafka_partition: number;
  kafka_offset: number;
  element: number | null;
  kafka_time: Date;
  created_at: Date;
  created_text: string;
  reason: DeadLetterReason;
  detail: string | null;
  size: number;
  kept: number;
  key: Buffer | null;
  headers: Record<string, string> | null;
  beginning: Buffer | null;
}

/** Messages that were kept aside, the newest first, page by page. */
@Injectable()
export class DeadLetterList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(question: DeadLetterQuestion): Promise<DeadLetterAnswer> {
    const identity = { topics: question.topics, reasons: question.reasons, list: 'dead-letters' };
    const cursor = question.cursor === undefined ? undefined : decodeCursor(question.cursor, identity, LETTER_NUMBER);
    return this.pool.snapshot(
      async (snapshot) => {
        const filters = [listOrNull(question.topics), listOrNull(question.reasons)];
        const values = [...filters, cursor?.id ?? null, question.limit + 1, SHOWN_BYTES];
        const [start, rows] = await Promise.all([snapshot.start, snapshot.rows<Row>(DEAD_LETTERS, values)]);
        const page = rows.slice(0, question.limit);
        const last = rows.length > question.limit ? page.at(-1) : undefined;
        const end = last && { time: last.created_text, id: String(last.id), from: null, to: 0 };
        return {
          deadLetters: page.map(toDeadLetter),
          count: page.length,
          nextCursor: end ? encodeCursor(end, identity) : null,
          ...completenessAt(start),
        };
      },
      { signal: question.signal },
    );
  }
}

function toDeadLetter(row: Row): DeadLetter {
  const shown = row.beginning?.length ?? 0;
  return {
    id: row.id,
    topic: row.topic,
    partition: row.kafka_partition,
    offset: row.kafka_offset,
    element: row.element,
    timestamp: row.kafka_time.toISOString(),
    keptAt: row.created_at.toISOString(),
    reason: row.reason,
    detail: row.detail,
    size: row.size,
    complete: row.kept >= row.size,
    key: row.key && readText(row.key, false),
    headers: row.headers ?? {},
    value: row.beginning && readText(row.beginning, shown < row.size),
    valueCut: shown < row.size,
  };
}

/** Bytes as text. Where they were cut, a character that was cut in two is left out. */
function readText(bytes: Buffer, cut: boolean): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: cut });
}
