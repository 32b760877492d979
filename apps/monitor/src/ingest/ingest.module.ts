import { Module } from '@nestjs/common';
import { IngestMetrics } from './ingest-metrics.js';
import { IngestService } from './ingest-service.js';
import { PartitionReader } from './partition-reader.js';
import { ProgressSampler } from './progress-sampler.js';

/** Kafka to sink. Needs `RecordSink`, `ProgressLog` and `Configuration` from global modules: the store plugs itself in. */
@Module({
  providers: [IngestMetrics, PartitionReader, ProgressSampler, IngestService],
  exports: [IngestService],
})
export class IngestModule {}
