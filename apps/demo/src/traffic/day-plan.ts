import { type FailureName, INCIDENT_FAILURES } from '../failures/catalogue.js';
import { pick, type Random, randomInteger, seededRandom } from './random.js';

/** A stretch of a day, in days since the demo's start: [from, to). */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A moment's rush: many more requests than the hour explains. */
export interface Burst extends Stretch {
  readonly factor: number;
}

/** Something is broken for a while: one failure takes a large share of the requests. */
export interface Incident extends Stretch {
  readonly failure: FailureName;
  /** Share of all requests that fail in this way, 0..1. */
  readonly share: number;
}

export interface DayPlan {
  readonly bursts: readonly Burst[];
  readonly incidents: readonly Incident[];
}

export const HIGHEST_BURST = 2.5;

/** The bursts and incidents of one day, the same for the same seed and day. */
export function planDay(seed: number, day: number): DayPlan {
  const random = seededRandom((Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(day + 1, 0x85ebca6b)) >>> 0);
  const bursts = Array.from({ length: randomInteger(random, 3, 6) }, () => planBurst(random, day));
  // Each incident has half a day for itself, so that two never overlap and each can be seen to end.
  const incidents = [0, 0.5].map((halfDay) => planIncident(random, day + halfDay));
  return { bursts, incidents };
}

function planBurst(random: Random, day: number): Burst {
  const from = day + random() * 0.97;
  return { from, to: from + 0.008 + random() * 0.015, factor: 1.5 + random() * (HIGHEST_BURST - 1.5) };
}

function planIncident(random: Random, startOfHalfDay: number): Incident {
  const from = startOfHalfDay + 0.1 + random() * 0.25;
  return {
    from,
    to: from + 0.05 + random() * 0.07,
    failure: pick(random, INCIDENT_FAILURES),
    share: 0.2 + random() * 0.2,
  };
}

/** The factor of the strongest burst at a moment, 1 without one. */
export function burstAt(plan: DayPlan, dayFraction: number): number {
  return plan.bursts
    .filter((burst) => dayFraction >= burst.from && dayFraction < burst.to)
    .reduce((highest, burst) => Math.max(highest, burst.factor), 1);
}

/** The incident of a moment, if there is one. */
export function incidentAt(plan: DayPlan, dayFraction: number): Incident | undefined {
  return plan.incidents.find((incident) => dayFraction >= incident.from && dayFraction < incident.to);
}
