import { FAILURE_NAMES, FAILURES, type FailureName } from '../failures/catalogue.js';
import type { ServiceRequest } from '../journey/failure.js';
import { dayCurve, PEAK_OF_DAY } from './day-curve.js';
import { burstAt, type DayPlan, HIGHEST_BURST, incidentAt, planDay } from './day-plan.js';
import { anyJourney, anyUserId } from '../journey/journey.js';
import { type Random, seededRandom } from '../journey/random.js';

/** A request and the moment at which it is sent. */
export interface PlannedRequest {
  /** Milliseconds since the start of the traffic. */
  readonly atMs: number;
  readonly userId: string;
  readonly request: ServiceRequest;
  /** The failure it is meant to run into; nothing for a healthy one. */
  readonly failure?: FailureName;
  readonly outage?: string;
}

export interface TrafficShape {
  readonly seed: number;
  /** Multiplies the number of requests; above 0. */
  readonly rate: number;
  /** Length of a demo day in seconds. */
  readonly daySeconds: number;
}

/** Requests per second, on average over a day, at rate 1. One request leaves about four records. */
export const MEAN_REQUESTS_PER_SECOND = 4.6;

/** One failure per service comes at once, so that a newcomer's first look at the dashboard is not an empty page. */
const OPENING: readonly { readonly atMs: number; readonly failure: FailureName }[] = [
  { atMs: 100, failure: 'user-database-refused' },
  { atMs: 500, failure: 'payment-gateway-502' },
  { atMs: 900, failure: 'smtp-refused' },
];

/**
 * The traffic of the demo, request by request and without an end: a Poisson process whose rate follows the hour of the
 * day, with bursts and incidents. A pure function of its shape: the same shape gives the same requests.
 */
export function* planTraffic(shape: TrafficShape): Generator<PlannedRequest, never, undefined> {
  const random = seededRandom(shape.seed);
  for (const { atMs, failure } of OPENING) yield plannedFailure(random, atMs, failure);

  // Thinning (Lewis and Shedler): draw at the highest rate there can be, keep as many as the moment's rate asks for.
  const highestRate = (MEAN_REQUESTS_PER_SECOND * shape.rate * PEAK_OF_DAY * HIGHEST_BURST) / 1000;
  let atMs = 1_000;
  let day = -1;
  let plan: DayPlan = { bursts: [], incidents: [] };
  for (;;) {
    atMs += -Math.log(1 - random()) / highestRate;
    const dayFraction = atMs / (shape.daySeconds * 1000);
    if (Math.floor(dayFraction) !== day) {
      day = Math.floor(dayFraction);
      plan = planDay(shape.seed, day);
    }
    const load = dayCurve(dayFraction) * burstAt(plan, dayFraction);
    if (random() * PEAK_OF_DAY * HIGHEST_BURST >= load) continue;
    yield planRequest(random, atMs, plan, dayFraction);
  }
}

function planRequest(random: Random, atMs: number, plan: DayPlan, dayFraction: number): PlannedRequest {
  const incident = incidentAt(plan, dayFraction);
  if (incident !== undefined && random() < incident.share) {
    return plannedFailure(random, atMs, incident.failure);
  }
  const failure = drawFailure(random());
  if (failure !== undefined) return plannedFailure(random, atMs, failure);
  const userId = anyUserId(random);
  return { atMs, userId, request: anyJourney(random, userId) };
}

/** @param draw in [0, 1): each failure owns a stretch as long as its probability, the rest is healthy */
function drawFailure(draw: number): FailureName | undefined {
  let rest = draw;
  return FAILURE_NAMES.find((name) => (rest -= FAILURES[name].probability) < 0);
}

function plannedFailure(random: Random, atMs: number, name: FailureName): PlannedRequest {
  const userId = anyUserId(random);
  const { request, outage } = FAILURES[name];
  return { atMs, userId, request: request(random, userId), failure: name, ...(outage && { outage }) };
}
