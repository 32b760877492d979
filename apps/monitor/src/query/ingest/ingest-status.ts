import { Injectable } from '@nestjs/common';
import type { IngestAnswer, IngestGap, PartitionStatus, ServiceTraffic } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';

export const INGEST_PARTITIONS: Statement = {
  name: 'ingest-partitions',
  text: `
SELECT topic, kafka_partition AS partition, next_offset, end_offset, greatest(end_offset - next_offset, 0) AS lag,
       CASE WHEN last_commit_at > now() - interval '1 minute' THEN records_per_second ELSE 0 END AS records_per_second,
       CASE WHEN last_commit_at > now() - interval '1 minute' THEN bytes_per_second ELSE 0 END AS bytes_per_second,
       last_commit_at, owner
  FROM ingest_position
 ORDER BY topic, kafka_partition
 LIMIT 10000`,
};

/** The busiest first. A monitor notes every five seconds; what is older is of one that has ended. */
export const INGEST_TRAFFIC: Statement = {
  name: 'ingest-traffic',
  text: `
SELECT topic, service, sum(records_per_second) AS records_per_second, sum(bytes_per_second) AS bytes_per_second
  FROM ingest_traffic
 WHERE measured_at > now() - interval '15 seconds'
 GROUP BY topic, service
 ORDER BY records_per_second DESC, topic, service
 LIMIT 1000`,
};

/** The newest gaps; their offsets were half-open in the store. */
export const INGEST_GAPS: Statement = {
  name: 'ingest-gaps',
  text: `
SELECT topic, kafka_partition AS partition, from_offset, to_offset, reason, at
  FROM ingest_gap
 ORDER BY id DESC
 LIMIT 1000`,
};

export const DEAD_LETTER_COUNT: Statement = {
  name: 'dead-letter-count',
  text: `SELECT count(*) AS count FROM (SELECT FROM dead_letter LIMIT 100000) capped`,
};

interface PartitionRow {
  topic: string;
  partition: number;
  next_offset: number;
  end_offset: number | null;
  lag: number | null;
  records_per_second: number;
  bytes_per_second: number;
  last_commit_at: Date | null;
  owner: string | null;
}

interface TrafficRow {
  topic: string;
  service: string;
  records_per_second: number;
  bytes_per_second: number;
}

interface GapRow {
  topic: string;
  partition: number;
  from_offset: number;
  to_offset: number;
  reason: string;
  at: Date;
}

/** How far each partition is stored, and what was lost before it could be read. */
@Injectable()
export class IngestStatus {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(signal?: AbortSignal): Promise<IngestAnswer> {
    return this.pool.snapshot(
      async (snapshot) => {
        const [start, partitions, services, gaps, [deadLetters]] = await Promise.all([
          snapshot.start,
          snapshot.rows<PartitionRow>(INGEST_PARTITIONS),
          snapshot.rows<TrafficRow>(INGEST_TRAFFIC),
          snapshot.rows<GapRow>(INGEST_GAPS),
          snapshot.rows<{ count: number }>(DEAD_LETTER_COUNT),
        ]);
        return {
          partitions: partitions.map(toPartition),
          services: services.map(toTraffic),
          gaps: gaps.map(toGap),
          deadLetters: deadLetters?.count ?? 0,
          ...completenessAt(start),
        };
      },
      { signal },
    );
  }
}

function toPartition(row: PartitionRow): PartitionStatus {
  return {
    topic: row.topic,
    partition: row.partition,
    nextOffset: row.next_offset,
    endOffset: row.end_offset,
    lag: row.lag,
    recordsPerSecond: row.records_per_second,
    bytesPerSecond: row.bytes_per_second,
    lastCommitAt: row.last_commit_at?.toISOString() ?? null,
    owner: row.owner,
  };
}

function toTraffic({ topic, service, records_per_second, bytes_per_second }: TrafficRow): ServiceTraffic {
  return { topic, service, recordsPerSecond: records_per_second, bytesPerSecond: bytes_per_second };
}

function toGap(row: GapRow): IngestGap {
  const { topic, partition, reason } = row;
  // A topic that was created again has lower offsets than the old one: the store's end is where the new one begins.
  const to = reason === 'recreated' ? null : row.to_offset - 1;
  return { topic, partition, from: row.from_offset, to, reason, at: row.at.toISOString() };
}
