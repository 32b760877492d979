import { exponential } from '../random/distributions.js';
import { integerBetween, pick, seededRandom } from '../random/seeded-random.js';

/**
 * `flood`: many requests of few addresses. `scan`: one address asks for what is not there. `brute_force`: one address tries passwords.
 * `error_burst`: a host fails. `slow`: a host is slow. `drop`: requests to a host do not arrive.
 */
export const INCIDENT_KINDS = ['flood', 'scan', 'brute_force', 'error_burst', 'slow', 'drop'] as const;

export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** Something that goes wrong for a while, [from, to) in milliseconds since 1970 UTC. */
export interface IncidentPlan {
  readonly kind: IncidentKind;
  readonly from: number;
  readonly to: number;
  readonly host: string;
  /** Requests per second of an attack. */
  readonly perSecond: number;
  /** Addresses that an attack comes from. */
  readonly clients: number;
  /** Share of the host's requests that fail in an error burst, or that a drop takes away. */
  readonly share: number;
  /** How many times as long the requests of a slow host take. */
  readonly factor: number;
}

/** True for what befalls the visitors' own requests, false for requests of attackers. */
export function isDisturbance(kind: IncidentKind): boolean {
  return kind === 'error_burst' || kind === 'slow' || kind === 'drop';
}

/** What an incident is like unless it is said otherwise. */
export const USUAL: Readonly<
  Record<IncidentKind, Omit<IncidentPlan, 'kind' | 'from' | 'to' | 'host'> & { seconds: number }>
> = {
  flood: { seconds: 90, perSecond: 200, clients: 1, share: 0, factor: 1 },
  scan: { seconds: 120, perSecond: 8, clients: 1, share: 0, factor: 1 },
  brute_force: { seconds: 180, perSecond: 4, clients: 1, share: 0, factor: 1 },
  error_burst: { seconds: 300, perSecond: 0, clients: 0, share: 0.35, factor: 1 },
  slow: { seconds: 600, perSecond: 0, clients: 0, share: 0, factor: 8 },
  drop: { seconds: 300, perSecond: 0, clients: 0, share: 0.9, factor: 1 },
};

const DAY_MS = 86_400_000;

/**
 * The incidents of one day (UTC), the same for the same seed and day.
 *
 * @param perDay how many of each kind there are on average
 * @param hosts names to choose from
 */
export function planIncidents(
  seed: number,
  dayStart: number,
  perDay: Readonly<Partial<Record<IncidentKind, number>>>,
  hosts: readonly string[],
): IncidentPlan[] {
  return INCIDENT_KINDS.flatMap((kind) => {
    const random = seededRandom(seed, `${kind} ${dayStart}`);
    const plans: IncidentPlan[] = [];
    const rate = perDay[kind] ?? 0;
    for (let at = rate > 0 ? exponential(random, rate) : 1; at < 1; at += exponential(random, rate)) {
      const { seconds, ...usual } = USUAL[kind];
      const from = dayStart + Math.floor(at * DAY_MS);
      const to = from + Math.round(seconds * (0.5 + random()) * 1000);
      const clients = kind === 'flood' ? integerBetween(random, 1, 20) : usual.clients;
      plans.push({ ...usual, kind, from, to, clients, host: pick(random, hosts) });
    }
    return plans;
  });
}
