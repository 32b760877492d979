import { z } from 'zod';
import { completeness } from './completeness.js';
import { count, nextCursor, openRange, time } from './field.js';
import { choiceList, cursor, limit, rangeParameters, textList, wholeNumber } from './parameter.js';

/** What is unusual in requests, and the rules by which some of it is kept back. */

/** Kinds of findings. */
export const ANOMALY_DETECTORS = [
  'flood',
  'network_flood',
  'scan',
  'brute_force',
  'fault_surge',
  'latency_shift',
  'traffic_drop',
  'unusual_client',
  'bad_bot',
] as const;

const detector = z.enum(ANOMALY_DETECTORS).meta({ example: 'fault_surge' });
const score = z
  .int()
  .min(0)
  .max(100)
  .describe('50 at the limit of the detector, 75 at twice the limit, 94 at four times')
  .meta({ example: 83 });

export const anomaly = z.strictObject({
  id: z.string().meta({ example: '17' }),
  detector,
  title: z.string().describe('its name for people').meta({ example: 'Surge of server faults' }),
  source: z.string().meta({ example: 'shop-nginx' }),
  host: z.string().nullable().describe('null: all hosts of the source').meta({ example: 'shop.example.com' }),
  route: z.string().nullable().describe('null: the host as a whole').meta({ example: 'POST /pay/:id' }),
  client: z.string().nullable().meta({ example: null }),
  network: z.string().nullable().describe('256 addresses of IPv4, a /48 of IPv6').meta({ example: null }),
  score,
  observed: z.number().describe('at its worst').meta({ example: 0.62 }),
  expected: z.number().describe('what is usual, in the same unit').meta({ example: 0.002 }),
  unit: z.string().meta({ example: 'share of server faults' }),
  spanSeconds: z.int().describe('length of the window that it was observed in').meta({ example: 30 }),
  share: z.number().describe('share of the requests that are concerned, 0 to 1').meta({ example: 0.62 }),
  samples: count.describe('requests that were looked at').meta({ example: 140 }),
  firstSeen: time,
  foundAt: time.describe('end of the window after which it was found').meta({ example: '2026-11-21T07:00:20.000Z' }),
  lastSeen: time.meta({ example: '2026-11-21T07:04:10.000Z' }),
  endedAt: time.nullable().describe('null: it lasts').meta({ example: null }),
  why: z.string().describe('what is unusual about it, in one sentence').meta({
    example: '87 of 140 requests to POST /pay/:id failed with 5xx in 30 s (62 %); usual is 0.2 % or less.',
  }),
  silencedBy: z.string().nullable().describe('id of the rule that keeps it back').meta({ example: null }),
});

export const anomalyParameters = z.strictObject({
  limit: limit(100),
  ...rangeParameters,
  detector: choiceList(ANOMALY_DETECTORS, 'only findings of these detectors', 'fault_surge'),
  host: textList('only findings about these hosts', 'shop.example.com'),
  route: textList('only findings about these routes', 'POST /pay/:id'),
  client: textList('only findings about these client addresses or networks', '203.0.113.9'),
  source: textList('only findings about these sources', 'shop-nginx'),
  minScore: wholeNumber(0, 100, 'only findings with at least this score', '75').optional(),
  state: z
    .enum(['open', 'ended'], 'must be open or ended')
    .describe('open: it lasts')
    .meta({ example: 'open' })
    .optional(),
  silenced: z
    .enum(['exclude', 'include', 'only'], 'must be exclude, include or only')
    .describe('what becomes of findings that a rule keeps back, which are left out unless asked for')
    .meta({ example: 'exclude' })
    .default('exclude'),
  cursor,
});

const judgedSource = z.strictObject({
  source: z.string().meta({ example: 'shop-nginx' }),
  judgedThrough: time.describe('its requests were judged up to this event time'),
  warmUpSeconds: z
    .int()
    .min(0)
    .describe('until it is known what is usual: until then, only scans, brute force and bad bots are found; 0: it is')
    .meta({ example: 0 }),
});

export const anomaliesAnswer = z.strictObject({
  anomalies: z.array(anomaly).describe('those that lasted in the range, the newest first'),
  count: count.describe('findings on this page').meta({ example: 1 }),
  sources: z.array(judgedSource).describe('how far each source was judged, 1000 at most'),
  nextCursor,
  range: openRange,
  ...completeness,
});

export const anomalyRulesAnswer = z.strictObject({
  rules: z.array(
    z.strictObject({
      detector,
      title: z.string().meta({ example: 'Surge of server faults' }),
      about: z.string().describe('what is looked for').meta({ example: 'More 5xx than usual, of a host or a route.' }),
      leastScore: score.meta({ example: 50 }),
      quietSeconds: z.int().describe('without it for so long, a finding has ended').meta({ example: 180 }),
    }),
  ),
});

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !value.includes('\0'), 'must not hold the character NUL');

const silenceRule = {
  detectors: z.array(detector).min(1).max(ANOMALY_DETECTORS.length).describe('unless given, all').exactOptional(),
  client: text(100).describe('an address, or a network as findings name it').exactOptional(),
  host: text(300).exactOptional(),
  route: text(500).describe('* at its end stands for anything').exactOptional(),
};

export const anomalySilenceInput = z
  .strictObject({ ...silenceRule, comment: z.string().max(1000).default('') })
  .meta({ example: { client: '203.0.113.9', detectors: ['scan', 'flood'], comment: 'our own scanner' } });

export const anomalySilence = z.strictObject({
  id: z.string().meta({ example: '3' }),
  ...silenceRule,
  comment: z.string().meta({ example: 'our own scanner' }),
  createdBy: z.string().meta({ example: 'everybody' }),
  createdAt: time,
});

export const anomalySilencesAnswer = z.strictObject({
  silences: z.array(anomalySilence).describe('the newest first'),
});

export type AnomalyDetector = (typeof ANOMALY_DETECTORS)[number];
export type Anomaly = z.infer<typeof anomaly>;
export type AnomalyParameters = z.infer<typeof anomalyParameters>;
export type AnomaliesAnswer = z.infer<typeof anomaliesAnswer>;
export type AnomalyRulesAnswer = z.infer<typeof anomalyRulesAnswer>;
export type AnomalySilenceInput = z.infer<typeof anomalySilenceInput>;
export type AnomalySilence = z.infer<typeof anomalySilence>;
export type AnomalySilencesAnswer = z.infer<typeof anomalySilencesAnswer>;
