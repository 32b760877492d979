import { Module } from '@nestjs/common';
import { Configuration } from '../configuration/configuration.js';
import { DeadLetterDesk } from './dead-letters/dead-letter-desk.js';
import { IngestMetrics } from './sampling/ingest-metrics.js';
import { IngestService } from './consumer/ingest-service.js';
import { messageKinds } from './message-kind-list.js';
import { MessageKinds } from './kind/message-kinds.js';
import { BatchAssembly } from './partition/batch-assembly.js';
import { PartitionReader } from './partition/partition-reader.js';
import { ProgressSampler } from './sampling/progress-sampler.js';
import { TrafficSampler } from './sampling/traffic-sampler.js';

/** What makes batches of messages, without Kafka. Needs `Configuration`, `TopicPlan` and `DeadLetterBox`. */
export const READING = [
  {
    provide: MessageKinds,
    useFactory: (configuration: Pick<Configuration, 'foreignText' | 'access'>) =>
      new MessageKinds(messageKinds(configuration)),
    inject: [Configuration],
  },
  BatchAssembly,
  DeadLetterDesk,
];

/** Kafka to sink. Needs `BatchSink`, `DeadLetterBox`, `ProgressLog` and `TrafficLog` from global modules: the store plugs itself in. */
@Module({
  providers: [...READING, IngestMetrics, PartitionReader, ProgressSampler, TrafficSampler, IngestService],
  exports: [IngestService, DeadLetterDesk],
})
export class IngestModule {}
