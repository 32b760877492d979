import { Module } from '@nestjs/common';
import { StoredErrors } from '../batch/stored-errors.js';
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

/** What makes batches of messages, without Kafka. Needs `Configuration`, `TopicPlan`, `StoredErrors` and `DeadLetterBox`. */
export const READING = [
  {
    provide: MessageKinds,
    useFactory: (configuration: Pick<Configuration, 'foreignText' | 'access'>, storedErrors: StoredErrors) =>
      new MessageKinds(messageKinds(configuration, storedErrors)),
    inject: [Configuration, StoredErrors],
  },
  BatchAssembly,
  DeadLetterDesk,
];

/** Kafka to sink. Needs `BatchSink`, `StoredErrors`, `DeadLetterBox`, `ProgressLog` and `TrafficLog` from global modules: the store plugs itself in. */
@Module({
  providers: [...READING, IngestMetrics, PartitionReader, ProgressSampler, TrafficSampler, IngestService],
  exports: [IngestService, DeadLetterDesk],
})
export class IngestModule {}
