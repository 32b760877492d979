import { DataSource } from 'typeorm';
import { InitialSchema1763700000000 } from '../migrations/1763700000000-initial-schema.js';
import { AnswerFaster1763800000000 } from '../migrations/1763800000000-answer-faster.js';
import { LiveTail1763900000000 } from '../migrations/1763900000000-live-tail.js';
import { IngestTraffic1764000000000 } from '../migrations/1764000000000-ingest-traffic.js';
import { TimesOfBatches1764100000000 } from '../migrations/1764100000000-times-of-batches.js';
import { FindRequests1764200000000 } from '../migrations/1764200000000-find-requests.js';
import { ElementsOfMessages1764350000000 } from '../migrations/1764350000000-elements-of-messages.js';
import { TimeBelowTheMillisecond1764400000000 } from '../migrations/1764400000000-time-below-the-millisecond.js';
import { AccessLogs1764500000000 } from '../migrations/1764500000000-access-logs.js';
import { RequestPlaces1764700000000 } from '../migrations/1764700000000-request-places.js';
import { FindWindows1764800000000 } from '../migrations/1764800000000-find-windows.js';
import { Alerts1764810000000 } from '../migrations/1764810000000-alerts.js';
import { AlertDelivery1764820000000 } from '../migrations/1764820000000-alert-delivery.js';
import { AlertAccess1764900000000 } from '../migrations/1764900000000-alert-access.js';
import { AccessAnomalies1765000000000 } from '../migrations/1765000000000-access-anomalies.js';
import { ErrorGroups1765100000000 } from '../migrations/1765100000000-error-groups.js';
import { GroupRules1765110000000 } from '../migrations/1765110000000-group-rules.js';
import { GroupApplications1765120000000 } from '../migrations/1765120000000-group-applications.js';
import { AlertProblems1765200000000 } from '../migrations/1765200000000-alert-problems.js';
import { MinutesAsBytes1765210000000 } from '../migrations/1765210000000-minutes-as-bytes.js';
import { RequestsOfTraces1765300000000 } from '../migrations/1765300000000-requests-of-traces.js';

/** TypeORM owns the schema's history; the hot path writes through a pool of its own (ingest pool). */
export function createDataSource(databaseUrl: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url: databaseUrl,
    synchronize: false,
    migrations: [
      InitialSchema1763700000000,
      AnswerFaster1763800000000,
      LiveTail1763900000000,
      IngestTraffic1764000000000,
      TimesOfBatches1764100000000,
      FindRequests1764200000000,
      ElementsOfMessages1764350000000,
      TimeBelowTheMillisecond1764400000000,
      AccessLogs1764500000000,
      RequestPlaces1764700000000,
      FindWindows1764800000000,
      Alerts1764810000000,
      AlertDelivery1764820000000,
      AlertAccess1764900000000,
      AccessAnomalies1765000000000,
      ErrorGroups1765100000000,
      GroupRules1765110000000,
      GroupApplications1765120000000,
      AlertProblems1765200000000,
      MinutesAsBytes1765210000000,
      RequestsOfTraces1765300000000,
    ],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    applicationName: 'log-monitor migration',
    connectTimeoutMS: 5000,
    extra: { max: 1 },
  });
}
