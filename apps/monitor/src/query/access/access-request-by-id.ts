import { Injectable } from '@nestjs/common';
import { AccessLogSource, formatChoice, LogFormatError, type ParseOptions } from '@log-monitor/access-log';
import type { AccessRecord } from '@log-monitor/access-record';
import type { AccessRequestAnswer } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { QueryPool } from '../database/query-pool.js';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import { AccessRequestList, REQUEST_COLUMNS, type RequestRow } from './access-request-list.js';
import { AccessSettings } from './access-settings.js';
import { PLACE_COLUMNS, readLineId } from './line-place.js';

/** The request of the time $1 at the place $2: source, partition, offset and element. */
export const ACCESS_REQUEST_BY_ID: Statement = {
  name: 'access-request-by-id',
  text: `
SELECT ${PLACE_COLUMNS},
       ${REQUEST_COLUMNS}, s.topic, s.format
  FROM access_record page JOIN access_source s ON s.id = page.source_id
 WHERE page.time = $1::timestamptz AND page.source_id = ($2::bigint[])[1] AND page.kafka_partition = ($2)[2] AND page.kafka_offset = ($2)[3]
   AND page.element = ($2)[4]`,
};

/** A request with what its line is read again by. */
export interface FoundRequestRow extends RequestRow {
  topic: string;
  format: string | null;
}

/** @returns undefined when there is no such request */
export async function findRequestRow(
  snapshot: Snapshot,
  wanted: NonNullable<ReturnType<typeof readLineId>>,
): Promise<FoundRequestRow | undefined> {
  const [row] = await snapshot.rows<FoundRequestRow>(ACCESS_REQUEST_BY_ID, [wanted.time, wanted.place]);
  return row;
}

/** One request, with everything that its line says. */
@Injectable()
export class AccessRequestById {
  constructor(
    private readonly pool: QueryPool,
    private readonly requestList: AccessRequestList,
    private readonly settings: AccessSettings,
  ) {}

  /**
   * @returns undefined when the text is no id; null when there is no such request
   * @throws QueryError
   */
  async answer(id: string, signal?: AbortSignal): Promise<AccessRequestAnswer | null | undefined> {
    const wanted = readLineId(id);
    if (!wanted) return undefined;
    return this.pool.snapshot(
      async (snapshot) => {
        const [start, row] = await Promise.all([snapshot.start, findRequestRow(snapshot, wanted)]);
        if (!row) return null;
        const { topic, kafka_partition: partition, kafka_offset: offset, element } = row;
        return {
          ...this.requestList.toRequest(row),
          kafka: { topic, partition, offset, element },
          parsed: parsedAgain(row, this.settings.parsing),
          ...completenessAt(start),
        };
      },
      { signal },
    );
  }
}

/** What the line says beyond the columns; null when it cannot be read by itself, since it was cut. */
export function parsedAgain({ line, format }: FoundRequestRow, options: ParseOptions): AccessRecord | null {
  try {
    const source = new AccessLogSource(format === null ? options : { ...options, format: formatChoice(format) });
    const { line: parsed } = source.readLine(line, undefined, undefined);
    return parsed.kind === 'access' ? parsed : null;
  } catch (error) {
    // The format was known when the line came; a version that no longer knows it still shows the columns.
    if (error instanceof LogFormatError) return null;
    throw error;
  }
}
