import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILURE_NAMES, FAILURES, INCIDENT_FAILURES } from '../src/failures/catalogue.js';
import { dayCurve, PEAK_OF_DAY } from '../src/traffic/day-curve.js';
import { burstAt, incidentAt, planDay } from '../src/traffic/day-plan.js';
import { anyJourney } from '../src/journey/journey.js';
import { seededRandom } from '../src/journey/random.js';
import {
  MEAN_REQUESTS_PER_SECOND,
  type PlannedRequest,
  planTraffic,
  type TrafficShape,
} from '../src/traffic/traffic-plan.js';
import { TRACES } from './failure-traces.js';

const DAY: TrafficShape = { seed: 1, rate: 1, daySeconds: 600 };

function untilMs(shape: TrafficShape, endMs: number): PlannedRequest[] {
  const planned: PlannedRequest[] = [];
  for (const request of planTraffic(shape)) {
    if (request.atMs >= endMs) return planned;
    planned.push(request);
  }
  return planned;
}

/** Session tokens carry the time at which they were made; everything else is a function of the seed. */
const withoutTokens = (planned: PlannedRequest[]): unknown =>
  planned.map(({ request: { headers: _headers, ...request }, ...rest }) => ({ ...rest, request }));

const seeds = fc.nat({ max: 0xffff_ffff });

describe('planTraffic', () => {
  it('gives the same traffic for the same seed and another one for another', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const shape = { ...DAY, seed };
        const planned = withoutTokens(untilMs(shape, 60_000));
        expect(withoutTokens(untilMs(shape, 60_000))).toEqual(planned);
        expect(withoutTokens(untilMs({ ...DAY, seed: seed + 1 }, 60_000))).not.toEqual(planned);
      }),
      { numRuns: 20 },
    );
  });

  it('never goes back in time', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.1, max: 50, noNaN: true }), (seed, rate) => {
        const times = untilMs({ ...DAY, seed, rate }, 10_000).map(({ atMs }) => atMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns: 20 },
    );
  });

  it('begins with one failure of each service within the first second, whatever the rate', () => {
    const opening = untilMs({ ...DAY, rate: 0.1 }, 1_000);
    expect(opening.map(({ request }) => request.service)).toEqual(['usermanagement', 'booking', 'notification']);
    expect(opening.map(({ failure }) => failure && TRACES[failure][0])).toEqual(['ERROR', 'ERROR', 'ERROR']);
  });

  it('sends about as many requests a day as it says, and proportionally more at a higher rate', () => {
    const perSecond = (rate: number): number => untilMs({ ...DAY, rate }, 10 * 600_000).length / (10 * 600);
    const usual = perSecond(1);
    // Bursts come on top of the day's mean.
    expect(usual).toBeGreaterThan(MEAN_REQUESTS_PER_SECOND * 0.95);
    expect(usual).toBeLessThan(MEAN_REQUESTS_PER_SECOND * 1.2);
    expect(perSecond(5) / usual).toBeCloseTo(5, 0);
  });

  it('has busy and quiet hours', () => {
    const perHour = Array.from({ length: 24 }, () => 0);
    for (const { atMs } of untilMs({ ...DAY, rate: 10 }, 600_000)) {
      const hour = Math.floor((atMs / 600_000) * 24);
      perHour[hour] = (perHour[hour] ?? 0) + 1;
    }
    expect(Math.max(...perHour)).toBeGreaterThan(4 * Math.min(...perHour));
  });

  it('meets every failure of the catalogue within a few days, and stays mostly healthy', () => {
    const planned = untilMs(DAY, 20 * 600_000);
    const failed = planned.flatMap(({ failure }) => failure ?? []);
    expect(new Set(failed)).toEqual(new Set(FAILURE_NAMES));
    expect(failed.length / planned.length).toBeGreaterThan(0.05);
    expect(failed.length / planned.length).toBeLessThan(0.2);
  });

  it('lets one failure rise during an incident and fall again after it', () => {
    const [incident] = planDay(DAY.seed, 0).incidents;
    if (incident === undefined) throw new Error('A day has incidents');
    const planned = untilMs({ ...DAY, rate: 20 }, 600_000);
    const share = (from: number, to: number): number => {
      const within = planned.filter(({ atMs }) => atMs >= from * 600_000 && atMs < to * 600_000);
      return within.filter(({ failure }) => failure === incident.failure).length / within.length;
    };
    expect(share(incident.from, incident.to)).toBeGreaterThan(0.15);
    expect(share(incident.to, incident.to + 0.05)).toBeLessThan(0.03);
  });
});

describe('dayCurve', () => {
  it('has a mean of 1 and the peak that it says', () => {
    const loads = Array.from({ length: 2_400 }, (_, step) => dayCurve(step / 2_400));
    expect(loads.reduce((sum, load) => sum + load, 0) / loads.length).toBeCloseTo(1, 2);
    expect(Math.max(...loads)).toBeCloseTo(PEAK_OF_DAY, 5);
  });

  it('is the same every day and never stops', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 1_000 }), (fraction, day) => {
        expect(dayCurve(day + fraction)).toBeCloseTo(dayCurve(fraction), 6);
        expect(dayCurve(fraction)).toBeGreaterThan(0.2);
      }),
    );
  });
});

describe('planDay', () => {
  it('keeps bursts and incidents inside their day, the incidents apart', () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 10_000 }), (seed, day) => {
        const { bursts, incidents } = planDay(seed, day);
        for (const { from, to } of [...bursts, ...incidents]) {
          expect(from).toBeGreaterThanOrEqual(day);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(day + 1);
        }
        expect(incidents[0]?.to).toBeLessThan(incidents[1]?.from ?? 0);
        for (const { failure } of incidents) expect(INCIDENT_FAILURES).toContain(failure);
      }),
    );
  });

  it('says what holds at a moment', () => {
    const plan = planDay(7, 0);
    const [incident] = plan.incidents;
    const [burst] = plan.bursts;
    expect(incidentAt(plan, incident?.from ?? -1)).toBe(incident);
    expect(incidentAt(plan, incident?.to ?? -1)).not.toBe(incident);
    expect(burstAt(plan, burst?.from ?? -1)).toBeGreaterThanOrEqual(burst?.factor ?? Infinity);
    expect(burstAt(plan, -1)).toBe(1);
  });
});

describe('the probabilities', () => {
  it('leave most requests healthy and make CRITICAL rare', () => {
    const sum = (names: typeof FAILURE_NAMES): number =>
      names.reduce((total, name) => total + FAILURES[name].probability, 0);
    expect(sum(FAILURE_NAMES)).toBeLessThan(0.12);
    expect(sum(FAILURE_NAMES.filter((name) => TRACES[name][0] === 'CRITICAL'))).toBeLessThan(0.003);
    for (const name of FAILURE_NAMES) expect(FAILURES[name].probability).toBeGreaterThan(0);
  });
});

describe('anyJourney', () => {
  it('picks each journey as often as its weight says', () => {
    const random = seededRandom(3);
    const paths = Array.from({ length: 10_000 }, () => anyJourney(random, 'u-1').path);
    expect(paths.filter((path) => path.endsWith('/seats')).length / paths.length).toBeCloseTo(0.3, 1);
    expect(paths.filter((path) => path === '/pushes').length / paths.length).toBeCloseTo(0.03, 1);
  });
});
