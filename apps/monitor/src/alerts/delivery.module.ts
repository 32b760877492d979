import { Global, Module } from '@nestjs/common';
import { QueryModule } from '../query/query.module.js';
import { ChannelList } from './channel/channel-list.js';
import { Acknowledgement } from './delivery/acknowledgement.js';
import { AlertOutbox } from './delivery/alert-outbox.js';
import { ChannelTest } from './delivery/channel-test.js';
import { DeliveryList } from './delivery/delivery-list.js';
import { DeliveryMetrics } from './delivery/delivery-metrics.js';
import { DeliveryUpkeep } from './delivery/delivery-upkeep.js';
import { Dispatcher } from './delivery/dispatcher.js';
import { Escalator } from './delivery/escalator.js';
import { MessagePreview } from './delivery/message-preview.js';
import { OutboxClaim } from './delivery/outbox-claim.js';
import { OutboxResult } from './delivery/outbox-result.js';
import { AlertTally } from './report/alert-tally.js';
import { ReportClerk } from './report/report-clerk.js';
import { ReportMaker } from './report/report-maker.js';
import { ProblemTally } from './report/problem-tally.js';
import { RequestTally } from './report/request-tally.js';
import { ReportList } from './report/report-list.js';
import { ReportNow } from './report/report-now.js';
import { AlertSettings } from './silence/alert-settings.js';
import { Incidents } from './silence/incidents.js';
import { Silences } from './silence/silences.js';

/** What answers about delivery and does what people ask for, without anything that acts by itself. */
export const DELIVERING = [
  ChannelList,
  AlertSettings,
  AlertOutbox,
  Acknowledgement,
  ChannelTest,
  DeliveryList,
  MessagePreview,
  Incidents,
  Silences,
  AlertTally,
  ProblemTally,
  RequestTally,
  ReportMaker,
  ReportList,
  ReportNow,
];

/** From an event to what was accepted, and reports. Global: whoever decides puts events into `AlertOutbox`. */
@Global()
@Module({
  imports: [QueryModule],
  providers: [
    ...DELIVERING,
    OutboxClaim,
    OutboxResult,
    DeliveryMetrics,
    Dispatcher,
    Escalator,
    ReportClerk,
    DeliveryUpkeep,
  ],
  exports: DELIVERING,
})
export class DeliveryModule {}
