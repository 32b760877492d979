import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, time } from './field.js';

const topic = z.string().meta({ example: 'application-logs' });
const partition = z.int().meta({ example: 3 });

const partitionStatus = z.strictObject({
  topic,
  partition,
  nextOffset: z.int().meta({ example: 90_113 }),
  endOffset: z.int().nullable().meta({ example: 90_113 }),
  lag: count.nullable(),
  recordsPerSecond: z.number().meta({ example: 41.5 }),
  bytesPerSecond: z.number().meta({ example: 18_400 }),
  lastCommitAt: time.nullable().meta({ example: '2026-11-21T07:00:04.100Z' }),
  owner: z.string().nullable().meta({ example: 'monitor-1' }),
});

const serviceTraffic = z.strictObject({
  topic,
  service: z.string().meta({ example: 'booking' }),
  recordsPerSecond: z.number().meta({ example: 12.5 }),
  bytesPerSecond: z.number().meta({ example: 5_100 }),
});

const ingestGap = z.strictObject({
  topic,
  partition,
  from: z.int(),
  to: z.int().nullable().describe('null when the topic was created again: nobody knows how far the old one went'),
  reason: z.string().describe('retention: deleted before they were read; recreated: the topic was created again'),
  at: time,
});

export const ingestAnswer = z.strictObject({
  partitions: z.array(partitionStatus),
  services: z
    .array(serviceTraffic)
    .describe(
      'what came of each service in the last seconds, the busiest first, at most 1000; beyond 500 names (other)',
    ),
  gaps: z
    .array(ingestGap)
    .describe('offsets, both included, that Kafka no longer had when they were to be read')
    .meta({ example: [] }),
  deadLetters: count.describe('messages kept aside because they could not be read, counted up to 100000'),
  ...completeness,
});

export type PartitionStatus = z.infer<typeof partitionStatus>;
export type ServiceTraffic = z.infer<typeof serviceTraffic>;
export type IngestGap = z.infer<typeof ingestGap>;
export type IngestAnswer = z.infer<typeof ingestAnswer>;
