import { z } from 'zod';
import { INCIDENT_KINDS } from '../incident/incident-plan.js';
import { ACCESS_FORMATS, ERROR_FORMATS } from '../format/format-catalogue.js';
import { type ZoneOffset, zoneOffset } from '../format/local-zone.js';
import { WRAPPERS } from '../format/wrapper.js';

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const count = (max: number) => z.int().min(1).max(max);

/** `90s`, `15m`, `2h`, `7d`: in milliseconds. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a duration such as 90s, 15m, 2h or 7d')
  .transform((text) => parseFloat(text) * (UNIT_MS[text.replace(/^[\d.]+/, '')] as number));

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2026-11-27T08:00:00Z`, or `2h` for two hours ago; resolved by {@link momentOf}. */
const moment = z.string().refine((text) => duration.safeParse(text).success || !Number.isNaN(Date.parse(text)), {
  error: 'must be a time such as 2026-11-27T08:00:00Z, or how long ago, such as 2h',
});

/** `+09:00` or `Europe/Berlin`. */
const zone = z.string().transform((text, context): ZoneOffset => {
  try {
    return zoneOffset(text);
  } catch {
    // Only a RangeError: there is no such zone.
    context.addIssue({
      code: 'custom',
      message: 'must be an offset from UTC such as +09:00, or a zone such as Europe/Berlin',
    });
    return z.NEVER;
  }
});

const route = z.strictObject({
  method: z.string().regex(/^[A-Z]+$/, 'must be a method such as GET'),
  path: z.string().startsWith('/', 'must begin with /'),
  weight: positive.default(1),
  medianMs: positive.default(20),
  sigma: z.number().min(0).max(4).default(0.6),
  bytes: z.int().min(0).default(1_000),
  status: z.int().min(100).max(599).default(200),
  query: z.array(z.string()).exactOptional(),
  isStatic: z.boolean().exactOptional(),
});

const host = z.strictObject({
  name: z.string().regex(/^[a-z0-9.-]{1,253}$/, 'must be a host name in lower case'),
  weight: positive.default(1),
  routes: z.array(route).min(1),
  upstreams: z.array(z.string()).default([]),
});

const peak = z.strictObject({
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 12:15')
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))),
  minutes: positive.max(1440).default(40),
  factor: positive.default(2),
});

const weights = (length: number, what: string) =>
  z
    .array(z.number().min(0))
    .length(length, `must have ${length} weights, ${what}`)
    .refine((all) => all.some((each) => each > 0), 'must have a weight above 0');

const curve = z.union([
  z.enum(['daily', 'flat']),
  z.strictObject({
    hours: weights(24, 'one for each hour').exactOptional(),
    days: weights(7, 'from Monday on').exactOptional(),
    peaks: z.array(peak).default([]),
  }),
]);

const clients = z.strictObject({
  count: count(10_000_000).default(5_000),
  distribution: z.enum(['zipf', 'binomial', 'uniform']).default('zipf'),
  parameter: positive.exactOptional(),
  ipv6: share.default(0.08),
});

const incident = z.strictObject({
  kind: z.enum(INCIDENT_KINDS),
  /** From the begin of the traffic, or a time. */
  at: z
    .string()
    .refine((text) => duration.safeParse(text).success || !Number.isNaN(Date.parse(text)), {
      error: 'must be how long after the begin, such as 5m, or a time',
    })
    .default('0s'),
  for: duration.exactOptional(),
  rate: positive.max(100_000).exactOptional(),
  clients: count(10_000).exactOptional(),
  host: z.string().exactOptional(),
  share: share.exactOptional(),
  factor: positive.exactOptional(),
});

const accessNames = ACCESS_FORMATS.map(({ name }) => name);
const errorNames = ERROR_FORMATS.map(({ name }) => name);

const output = z.strictObject({
  log: z.enum(['access', 'error']).default('access'),
  format: z
    .enum([...accessNames, ...errorNames], `must be one of ${[...accessNames, ...errorNames].join(', ')}`)
    .exactOptional(),
  wrapper: z.enum(WRAPPERS).exactOptional(),
  /** Lines of one message, as a JSON array of theirs. */
  batch: count(1_000).exactOptional(),
  /** Name of the gateway in its wrapper. */
  container: z.string().default('gateway'),
  to: z.string().min(1),
  rotateBytes: z.int().min(1_000).exactOptional(),
  keep: z.int().min(0).max(1_000).default(5),
  hosts: z.array(z.string()).min(1).exactOptional(),
});

/** The generator's own configuration. Everything has a default but where the lines go. */
export const settingsSchema = z.strictObject({
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  rate: z.number().min(0).max(1_000_000).exactOptional(),
  errorRate: z.number().min(0).max(100_000).default(0),
  curve: curve.default('daily'),
  timeZone: zone.default(() => () => 0),
  hosts: z.union([count(5_000), z.array(host).min(1)]).default(5),
  clients: clients.default(() => clients.parse({})),
  statuses: z
    .record(z.string().regex(/^\d{3}$/, 'must be a status of three digits'), share)
    .default(() => ({ ...USUAL_STATUSES })),
  methods: z.record(z.string(), share).exactOptional(),
  proxied: share.default(0),
  broken: share.default(0.001),
  latin1: share.default(0),
  timeoutMs: positive.max(600_000).default(10_000),
  incidents: z.array(incident).default([]),
  incidentsPerDay: z.partialRecord(z.enum(INCIDENT_KINDS), z.number().min(0).max(1_000)).default({}),
  heartbeat: z.number().min(0).max(86_400).default(0),
  from: moment.exactOptional(),
  to: moment.exactOptional(),
  lines: z.int().min(1).exactOptional(),
  truth: z.string().min(1).exactOptional(),
  outputs: z.array(output).default([]),
});

/** How requests end that do not end well; the rest get their route's own status. */
const USUAL_STATUSES: Readonly<Record<string, number>> = {
  '301': 0.012,
  '304': 0.035,
  '400': 0.004,
  '401': 0.006,
  '403': 0.003,
  '404': 0.022,
  '409': 0.002,
  '413': 0.0002,
  '429': 0.002,
  '499': 0.003,
  '500': 0.0025,
  '502': 0.0015,
  '503': 0.001,
  '504': 0.0008,
};

export type Settings = z.infer<typeof settingsSchema>;

export type OutputChoice = Settings['outputs'][number];

/** Milliseconds since 1970 UTC of a time, or of so long before `now`. */
export function momentOf(text: string, now: number): number {
  const ago = duration.safeParse(text);
  return ago.success ? now - ago.data : Date.parse(text);
}

/** Milliseconds since 1970 UTC of a time, or of so long after `from`. */
export function momentAfter(text: string, from: number): number {
  const after = duration.safeParse(text);
  return Math.round(after.success ? from + after.data : Date.parse(text));
}
