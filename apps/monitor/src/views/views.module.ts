import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { DECIDING } from '../alerts/alerts.module.js';
import { DELIVERING } from '../alerts/delivery.module.js';
import { DECIDING_ON_ANOMALIES } from '../anomalies/anomalies.module.js';
import { DECIDING_ON_GROUPS } from '../groups/groups.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { QueryModule } from '../query/query.module.js';
import { PermissionGuard } from './auth/permission-guard.js';
import { GrafanaAccessAnswers } from './grafana/grafana-access-answers.js';
import { GrafanaAccessTables } from './grafana/grafana-access-tables.js';
import { GrafanaAnnotations } from './grafana/grafana-annotations.js';
import { GrafanaAnswers } from './grafana/grafana-answers.js';
import { GrafanaProblems } from './grafana/grafana-problems.js';
import { GrafanaController } from './grafana/grafana-controller.js';
import { HealthController } from './health/health-controller.js';
import { MetricsController } from './metrics/metrics-controller.js';
import { ProblemFilter } from './problem/problem-filter.js';
import { AccessCountsController } from './rest/access/access-counts-controller.js';
import { AccessLinesController } from './rest/access/access-lines-controller.js';
import { AccessSourcesController } from './rest/access/access-sources-controller.js';
import { AnomaliesController } from './rest/access/anomalies-controller.js';
import { CausesController } from './rest/access/causes-controller.js';
import { AccessTopController } from './rest/access/access-top-controller.js';
import { AlertDecisionController } from './rest/alerts/alert-decision-controller.js';
import { AlertRuleController } from './rest/alerts/alert-rule-controller.js';
import { AlertDeliveryController } from './rest/alerts/alert-delivery-controller.js';
import { AlertSilenceController } from './rest/alerts/alert-silence-controller.js';
import { MailController } from './rest/alerts/mail-controller.js';
import { ReportController } from './rest/alerts/report-controller.js';
import { CountsController } from './rest/counts/counts-controller.js';
import { DeadLetterController } from './rest/dead-letters/dead-letter-controller.js';
import { GroupActionsController } from './rest/groups/group-actions-controller.js';
import { GroupApplicationController } from './rest/groups/group-application-controller.js';
import { GroupRulesController } from './rest/groups/group-rules-controller.js';
import { GroupsController } from './rest/groups/groups-controller.js';
import { IngestController } from './rest/ingest/ingest-controller.js';
import { LedgerController } from './rest/ledger/ledger-controller.js';
import { RecordsController } from './rest/records/records-controller.js';
import { TailController } from './rest/tail/tail-controller.js';

import { VariableNames } from './request/variable-names.js';

/** What the views ask of alerts and problems, none of which acts by itself: enough for the HTTP side alone, as tests, benchmarks and the API's description have it. */
export const ASKED_BY_VIEWS = [...DELIVERING, ...DECIDING, ...DECIDING_ON_GROUPS, ...DECIDING_ON_ANOMALIES];

/** Everything that answers over HTTP. Needs `Configuration`, `ReadinessSource`, `DeadLetterDesk` and {@link ASKED_BY_VIEWS} from global modules. */
@Module({
  imports: [QueryModule, MetricsModule],
  controllers: [
    RecordsController,
    CountsController,
    TailController,
    AccessCountsController,
    AccessTopController,
    AccessSourcesController,
    AccessLinesController,
    AnomaliesController,
    CausesController,
    AlertRuleController,
    AlertDecisionController,
    AlertDeliveryController,
    AlertSilenceController,
    MailController,
    ReportController,
    GroupApplicationController,
    GroupsController,
    GroupActionsController,
    GroupRulesController,
    IngestController,
    LedgerController,
    DeadLetterController,
    GrafanaController,
    HealthController,
    MetricsController,
  ],
  providers: [
    GrafanaAnswers,
    GrafanaProblems,
    GrafanaAccessAnswers,
    GrafanaAccessTables,
    GrafanaAnnotations,
    VariableNames,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: PermissionGuard },
  ],
})
export class ViewsModule {}
