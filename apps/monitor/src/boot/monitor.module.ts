import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.js';
import { DeliveryModule } from '../alerts/delivery.module.js';
import { AnomaliesModule } from '../anomalies/anomalies.module.js';
import { Configuration } from '../configuration/configuration.js';
import { planTopics, TopicPlan } from '../configuration/topic-plan.js';
import { GroupsModule } from '../groups/groups.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { MonitorReadiness } from './monitor-readiness.js';
import { ReadinessSource } from '../query/readiness.js';
import { StoreModule } from '../store/store.module.js';
import { ViewsModule } from '../views/views.module.js';

@Global()
@Module({
  imports: [IngestModule],
  providers: [{ provide: ReadinessSource, useClass: MonitorReadiness }],
  exports: [ReadinessSource, IngestModule],
})
class ReadinessModule {}

@Global()
@Module({})
class ConfigurationModule {
  static of(configuration: Configuration): DynamicModule {
    const providers = [
      { provide: Configuration, useValue: configuration },
      { provide: TopicPlan, useValue: planTopics(configuration) },
    ];
    return { module: ConfigurationModule, providers, exports: [Configuration, TopicPlan] };
  }
}

/** The whole monitor, in the order of a record's way: ingest, store, query, views. */
@Module({})
export class MonitorModule {
  static of(configuration: Configuration): DynamicModule {
    return {
      module: MonitorModule,
      imports: [
        ConfigurationModule.of(configuration),
        MetricsModule,
        IngestModule,
        StoreModule,
        ReadinessModule,
        DeliveryModule,
        AlertsModule,
        GroupsModule,
        AnomaliesModule,
        ViewsModule,
      ],
    };
  }
}
