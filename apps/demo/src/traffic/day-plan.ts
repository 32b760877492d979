import { type FailureName, INCIDENT_FAILURES } from '../failures/catalogue.js';
import { pick, randomInteger, seededRandom } from '../journey/random.js';

/** A moment's rush: many more requests than the hour explains. Times are days since the demo's start: [from, to). */
interface Burst {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** Something is broken for a while: one failure takes a large share of the requests. */
interface Incident {
  readonly from: number;
  readonly to: number;
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
  const between = (low: number, high: number): number => low + random() * (high - low);
  const bursts = Array.from({ length: randomInteger(random, 3, 6) }, () => {
    const from = day + between(0, 0.97);
    return { from, to: from + between(0.008, 0.023), factor: between(1.5, HIGHEST_BURST) };
  });
  // Each incident has half a day for itself, so that two never overlap and each can be seen to end.
  const incidents = [0, 0.5].map((halfDay) => {
    const from = day + halfDay + between(0.1, 0.35);
    return { from, to: from + between(0.05, 0.12), failure: pick(random, INCIDENT_FAILURES), share: between(0.2, 0.4) };
  });
  return { bursts, incidents };
}

const isNow = (at: number) => (stretch: Burst | Incident) => at >= stretch.from && at < stretch.to;

/** The factor of the strongest burst at a moment, 1 without one. */
export function burstAt({ bursts }: DayPlan, at: number): number {
  return Math.max(1, ...bursts.filter(isNow(at)).map(({ factor }) => factor));
}

/** The incident of a moment, if there is one. */
export function incidentAt({ incidents }: DayPlan, at: number): Incident | undefined {
  return incidents.find(isNow(at));
}
