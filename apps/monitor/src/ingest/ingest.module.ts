import { Module } from '@nestjs/common';
import { IngestMetrics } from './ingest-metrics.js';
import { IngestService } from './ingest-service.js';
import { PartitionReader } from './partition/partition-reader.js';
import { ProgressSampler } from './progress/progress-sampler.js';
import { TrafficSampler } from './progress/traffic-sampler.js';

/** Kafka to sink. Needs `RecordSink`, `ProgressLog`, `TrafficLog` and `Configuration` from global modules: the store plugs itself in. */
@Module({
  providers: [IngestMetrics, PartitionReader, ProgressSampler, TrafficSampler, IngestService],
  exports: [IngestService],
})
export class IngestModule {}
