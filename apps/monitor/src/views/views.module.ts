import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { MetricsModule } from '../metrics/metrics.module.js';
import { QueryModule } from '../query/query.module.js';
import { GrafanaAnnotations } from './grafana/grafana-annotations.js';
import { GrafanaAnswers } from './grafana/grafana-answers.js';
import { GrafanaController } from './grafana/grafana-controller.js';
import { HealthController } from './health/health-controller.js';
import { MetricsController } from './metrics/metrics-controller.js';
import { ProblemFilter } from './problem/problem-filter.js';
import { DeadLetterController } from './rest/dead-letter-controller.js';
import { IngestController } from './rest/ingest-controller.js';
import { LogsController } from './rest/logs-controller.js';
import { SearchController } from './rest/search-controller.js';
import { TailController } from './rest/tail-controller.js';

/** Everything that answers over HTTP. Needs `Configuration`, `ReadinessSource` and `DeadLetterDesk` from global modules. */
@Module({
  imports: [QueryModule, MetricsModule],
  controllers: [
    LogsController,
    SearchController,
    TailController,
    IngestController,
    DeadLetterController,
    GrafanaController,
    HealthController,
    MetricsController,
  ],
  providers: [GrafanaAnswers, GrafanaAnnotations, { provide: APP_FILTER, useClass: ProblemFilter }],
})
export class ViewsModule {}
