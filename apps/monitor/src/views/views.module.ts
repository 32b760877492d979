import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { MetricsModule } from '../metrics/metrics.module.js';
import { QueryModule } from '../query/query.module.js';
import { HealthController } from './health/health-controller.js';
import { ProblemFilter } from './problem/problem-filter.js';
import { IngestController } from './rest/ingest-controller.js';
import { LogsController } from './rest/logs-controller.js';

/** Everything that answers over HTTP. Needs `Configuration` and `ReadinessSource` from a global module. */
@Module({
  imports: [QueryModule, MetricsModule],
  controllers: [LogsController, IngestController, HealthController],
  providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
})
export class ViewsModule {}
