import { z } from 'zod';
import { alertScope, ruleText as text } from './alert-scope.js';
import { time } from './field.js';

/** What rules can watch. The monitor has a file for each (alerts/kind). */
export const ALERT_KINDS = [
  'any_critical',
  'log_count',
  'log_rate',
  'log_error_share',
  'log_change',
  'problem_new',
  'problem_rate',
  'problem_regression',
  'service_silent',
  'ledger_gap',
  'ingest_lag',
  'dead_letters',
  'disk',
  'check_in',
  'access_count',
  'access_rate',
  'access_error_share',
  'access_fault_share',
  'access_latency',
  'access_change',
  'access_anomaly',
] as const;

/** What a rule can be told apart by. */
export const ALERT_GROUPS = ['service', 'host', 'route', 'problem', 'detector'] as const;

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;

/** Windows begin and end at whole minutes. */
const MAX_WINDOW_SECONDS = 86_400;

const wholeMinutes = z.int().min(60).max(MAX_WINDOW_SECONDS).multipleOf(60, 'must be a multiple of 60');

/** What people write of a rule. */
export const alertRuleInput = z
  .strictObject({
    name: text(200).meta({ example: 'Errors of booking' }),
    enabled: z.boolean().default(true).meta({ example: true }),
    kind: z.enum(ALERT_KINDS).meta({ example: 'log_count' }),
    scope: alertScope.default({}).meta({ example: { services: ['booking', 'shop-*'], levels: ['ERROR', 'CRITICAL'] } }),
    groupBy: z
      .enum(ALERT_GROUPS, `must be ${ALERT_GROUPS.join(', ')}`)
      .describe(
        'each service, host, route, problem or detector by itself; without it, all that is in the scope together',
      )
      .exactOptional(),
    checkIn: text(200).describe('name of the check-in that must come; kind check_in only').exactOptional(),
    percentile: z
      .number()
      .min(1)
      .max(99.9)
      .describe('which percentile of the latencies is compared, 95 unless given; kind access_latency only')
      .exactOptional(),
    windowSeconds: wholeMinutes.default(300).meta({ example: 300 }),
    threshold: z
      .number()
      .min(0)
      .max(1e15)
      .default(1)
      .describe('fires at this value and above; its unit is that of the kind')
      .meta({ example: 20 }),
    resolveThreshold: z
      .number()
      .min(0)
      .max(1e15)
      .describe('resolved only below this value; unless given, below threshold')
      .exactOptional(),
    minimumVolume: z
      .int()
      .min(0)
      .max(1e12)
      .default(0)
      .describe('records that the window must have for a verdict')
      .meta({ example: 0 }),
    forWindows: z
      .int()
      .min(1)
      .max(60)
      .default(1)
      .describe('fires after so many windows in a row, one each minute; until then it is pending')
      .meta({ example: 1 }),
    severity: z.enum(ALERT_SEVERITIES).default('warning').meta({ example: 'warning' }),
    owner: text(200).exactOptional(),
    labels: z
      .record(z.string().min(1).max(100), z.string().max(500))
      .refine((labels) => Object.keys(labels).length <= 30, 'must not have more than 30 labels')
      .default({})
      .meta({ example: { team: 'shop' } }),
    message: text(2000)
      .describe('text of the message, with {{name}}, {{key}}, {{value}}, {{threshold}} …')
      .exactOptional(),
    channels: z
      .union([z.literal('all'), z.array(text(50)).max(20)])
      .default('all')
      .describe('channels that get it: all that are configured, or these')
      .meta({ example: 'all' }),
    cooldownSeconds: z
      .int()
      .min(0)
      .max(604_800)
      .default(300)
      .describe('seconds after a message in which this rule sends no further one about the same key')
      .meta({ example: 300 }),
    dependsOn: z
      .array(text(200))
      .max(20)
      .describe('ids of rules: while one of them fires, this one is silent')
      .meta({ example: [] })
      .exactOptional(),
  })
  .meta({
    example: {
      name: 'Errors of booking',
      kind: 'log_count',
      scope: { services: ['booking'], levels: ['ERROR', 'CRITICAL'] },
      windowSeconds: 300,
      threshold: 20,
      resolveThreshold: 10,
      severity: 'warning',
      owner: 'shop team',
    },
  });

/** A rule that is there already, as people change it. */
export const alertRuleChange = alertRuleInput.extend({
  version: z
    .int()
    .min(1)
    .describe(
      'the version that was changed: when somebody has changed the rule since, nothing is saved and the answer is 409',
    )
    .exactOptional(),
});

export const alertRule = alertRuleInput.extend({
  id: z.string().min(1).max(200).meta({ example: 'default-any-critical' }),
  version: z.int().min(1).describe('one more with each change').meta({ example: 1 }),
  source: z
    .enum(['default', 'file', 'api'])
    .describe(
      'default: brought by the monitor, and changed like any other; file: of ALERT_RULES_FILE, and changed only there',
    )
    .meta({ example: 'api' }),
  updatedAt: time,
});

export type AlertKind = (typeof ALERT_KINDS)[number];
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];
export type AlertGroup = (typeof ALERT_GROUPS)[number];
export type AlertRuleInput = z.infer<typeof alertRuleInput>;
export type AlertRuleChange = z.infer<typeof alertRuleChange>;
export type AlertRule = z.infer<typeof alertRule>;
