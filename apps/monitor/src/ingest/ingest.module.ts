import { Module } from '@nestjs/common';
import { DeadLetterDesk } from './dead-letters/dead-letter-desk.js';
import { IngestMetrics } from './ingest-metrics.js';
import { IngestService } from './consumer/ingest-service.js';
import { MESSAGE_KINDS, MessageKinds } from './message-kinds.js';
import { BatchAssembly } from './partition/batch-assembly.js';
import { PartitionReader } from './partition/partition-reader.js';
import { ProgressSampler } from './progress/progress-sampler.js';
import { TrafficSampler } from './progress/traffic-sampler.js';

/** What makes batches of messages, without Kafka. Needs `TopicPlan` and `DeadLetterBox`. */
export const READING = [
  { provide: MessageKinds, useValue: new MessageKinds(MESSAGE_KINDS) },
  BatchAssembly,
  DeadLetterDesk,
];

/** Kafka to sink. Needs `BatchSink`, `DeadLetterBox`, `ProgressLog` and `TrafficLog` from global modules: the store plugs itself in. */
@Module({
  providers: [...READING, IngestMetrics, PartitionReader, ProgressSampler, TrafficSampler, IngestService],
  exports: [IngestService, DeadLetterDesk],
})
export class IngestModule {}
