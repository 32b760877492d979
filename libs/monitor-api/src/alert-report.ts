import { z } from 'zod';
import { ANOMALY_DETECTORS } from './access-anomaly.js';
import { NOTIFICATION_STATES, deliveryAttempt, mailFormat, reportInterval } from './alert-delivery.js';
import { count, rate, time } from './field.js';
import { groupId } from './group.js';
import { timeParameter } from './parameter.js';

/** What a report says, when reports come, and what has become of them. */

const channel = z.string().meta({ example: 'email' });
const interval = z.string().describe('daily, weekly, or a span such as 6h').meta({ example: 'daily' });
const serviceName = z.string().meta({ example: 'booking' });
const milliseconds = z.number().min(0).nullable();

const totals = z.strictObject({
  records: count.meta({ example: 54_210 }),
  errors: count.describe('ERROR and CRITICAL').meta({ example: 137 }),
  critical: count.meta({ example: 1 }),
  errorRate: rate.describe('errors of all records, 0 to 1').meta({ example: 0.0025 }),
});

const noisyService = z.strictObject({
  name: serviceName,
  records: count.meta({ example: 20_100 }),
  errors: count.meta({ example: 96 }),
  errorsBefore: count.describe('in the span before').meta({ example: 40 }),
});

const reportProblem = z.strictObject({
  id: groupId,
  title: z.string().meta({ example: 'ConnectionError: connect ECONNREFUSED 10.0.0.5:5432' }),
  culprit: z.string().nullable().describe('where it happens').meta({ example: 'connect (src/database/pool.ts)' }),
  services: z.array(serviceName).describe('those with the most errors first, 20 at most'),
  count: count.describe('errors in the span').meta({ example: 41 }),
  before: count.describe('errors in the span before').meta({ example: 12 }),
  isNew: z.boolean().describe('first seen in the span').meta({ example: false }),
});

const problems = z
  .strictObject({
    count: count.describe('problems that happened').meta({ example: 9 }),
    newCount: count.describe('of which were first seen in the span').meta({ example: 2 }),
    top: z.array(reportProblem).describe('those with the most errors, 10 at most'),
    new: z.array(reportProblem).describe('new ones with the most errors, 10 at most'),
    from: time.describe('problems are counted by whole minutes, in spans of more than 12 hours by whole hours'),
    to: time,
  })
  .describe('without those that are ignored or muted');

const requestTotals = z.strictObject({
  requests: count.meta({ example: 81_200 }),
  errors: count.describe('status 400 and more').meta({ example: 940 }),
  errorRate: rate.describe('errors of all requests, 0 to 1').meta({ example: 0.0116 }),
  faults: count.describe('the server failed: status 5xx, or a gRPC status that says so').meta({ example: 31 }),
  p95: milliseconds.describe('of the latencies, in milliseconds; null: nothing was measured').meta({ example: 160.5 }),
});

const reportRoute = z.strictObject({
  host: z.string().nullable().meta({ example: 'shop.example.com' }),
  name: z.string().meta({ example: 'GET /orders/:id' }),
  requests: count.meta({ example: 12_000 }),
  errors: count.meta({ example: 60 }),
  faults: count.meta({ example: 4 }),
  mean: milliseconds.describe('milliseconds').meta({ example: 41.7 }),
  p95: milliseconds.meta({ example: 160.5 }),
});

const reportAnomaly = z.strictObject({
  id: z.string().meta({ example: '17' }),
  detector: z.enum(ANOMALY_DETECTORS).meta({ example: 'fault_surge' }),
  title: z.string().meta({ example: 'Surge of server faults' }),
  score: z.int().min(0).max(100).meta({ example: 83 }),
  why: z.string().meta({ example: '31 faults of 410 requests in 60 s; 2 are usual.' }),
  firstSeen: time,
  lastSeen: time,
});

const access = z.strictObject({
  totals: requestTotals,
  before: requestTotals,
  clients: z
    .array(
      z.strictObject({
        address: z.string().meta({ example: '203.0.113.9' }),
        requests: count.meta({ example: 4100 }),
        errors: count.meta({ example: 310 }),
      }),
    )
    .describe('with the most requests, 10 at most'),
  routes: z.array(reportRoute).describe('with the most requests, 10 at most'),
  slowest: z.array(reportRoute).describe('slowest on average, of those with 10 requests and more; 10 at most'),
  anomalyCount: count.describe('findings that lasted in the span, 1000 at most').meta({ example: 1 }),
  anomalies: z.array(reportAnomaly).describe('those with the highest score, 10 at most; not what a rule silences'),
});

export const report = z.strictObject({
  from: time.describe('from <= time < to'),
  to: time,
  madeAt: time,
  timeZone: z.string().describe('of times in texts for people').meta({ example: 'Europe/Berlin' }),
  interval,
  totals,
  before: totals.describe('of the span before, which is as long'),
  series: z
    .array(z.strictObject({ time, records: count.meta({ example: 2300 }), errors: count.meta({ example: 6 }) }))
    .describe('by time, 48 parts at most'),
  noisiest: z.array(noisyService).describe('those with the most errors, 20 at most'),
  silent: z
    .array(z.strictObject({ name: serviceName, records: count.describe('before').meta({ example: 300 }) }))
    .describe('logged in the span before and not in this one; 20 at most'),
  problems,
  missing: count.describe('numbered, and never came'),
  dropped: count.describe('services had to drop them'),
  access: access.nullable().describe('null: no web server wrote lines in this span or the one before'),
  alerts: z.strictObject({
    fired: count.meta({ example: 3 }),
    resolved: count.meta({ example: 2 }),
    failed: count.describe('could not be delivered to a channel'),
  }),
  completeThrough: time.nullable().describe('every record that was in Kafka then is counted; null: nothing was read'),
});

export const reportParameters = z.strictObject({
  interval: reportInterval,
  from: timeParameter('in place of interval: start of the span, at most 31 days long', 'now-6h'),
  to: timeParameter('end of the span; unless given it goes up to now', 'now'),
});

export const reportPreviewParameters = reportParameters.extend(mailFormat);

const schedule = z.strictObject({
  interval,
  timeZone: z.string().describe('in which a daily or weekly report is due').meta({ example: 'Europe/Berlin' }),
  nextDueAt: time,
  lastDueAt: time.nullable().describe('the newest one that was made; null: none yet'),
  channels: z.array(channel).describe('whom it reaches: all that are configured'),
});

const sentReport = z.strictObject({
  messageId: z.string().meta({ example: '9' }),
  channel,
  interval,
  from: time,
  to: time,
  state: z.enum(NOTIFICATION_STATES).meta({ example: 'delivered' }),
  createdAt: time,
  attempts: z.array(deliveryAttempt).describe('oldest first, at most 50'),
});

export const reportsAnswer = z.strictObject({
  schedules: z.array(schedule).describe('REPORT_INTERVAL sets it; none when that is off'),
  reports: z.array(sentReport).describe('last made first, at most 100, of the last 30 days'),
});

export const reportInput = z
  .strictObject({ interval: reportInterval })
  .describe('about the span up to now')
  .meta({ example: { interval: 'daily' } });

export const reportSentAnswer = z.strictObject({
  channels: z.array(channel).describe('to which it is on its way'),
});

export type Report = z.infer<typeof report>;
export type ReportTotals = z.infer<typeof totals>;
export type ReportService = z.infer<typeof noisyService>;
export type ReportProblem = z.infer<typeof reportProblem>;
export type ReportProblems = z.infer<typeof problems>;
export type ReportAccess = z.infer<typeof access>;
export type ReportRoute = z.infer<typeof reportRoute>;
export type ReportAnomaly = z.infer<typeof reportAnomaly>;
export type ReportParameters = z.infer<typeof reportParameters>;
export type ReportPreviewParameters = z.infer<typeof reportPreviewParameters>;
export type ReportsAnswer = z.infer<typeof reportsAnswer>;
export type ReportInput = z.infer<typeof reportInput>;
