import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessByTime, type KindOfError } from '../../../src/query/causes/by-time.js';
import { type FailedRequest, likeness } from '../../../src/query/causes/likeness.js';

const failure = (members: Partial<FailedRequest> = {}): FailedRequest => ({
  ...{ time: 0, durationMs: 30, names: ['shop.example.com'], method: 'GET', route: '/pay/:id', path: '/pay/7' },
  ...members,
});
const error = (members: Partial<KindOfError> = {}): KindOfError => ({
  ...{ time: 0, service: 'a', host: 'a-1', places: [], kind: 'a' },
  ...members,
});

describe('how much speaks for an error', () => {
  it.each<[string, FailedRequest, Partial<KindOfError>, Partial<KindOfError>?]>([
    ['a service that the host names', failure({ names: ['booking-api.example.com'] }), { service: 'booking' }],
    ['one that the gateway names', failure({ names: ['Booking_v2'] }), { service: 'booking' }],
    ['an upstream', failure({ names: ['pay-1'] }), { host: 'pay-1' }],
    ['its route, whatever its parts are called', failure(), { places: ['/pay/{orderId}'] }],
    ['its path, with a query', failure(), { places: ['/pay/7?x=1'] }],
    ['its method and route', failure(), { places: ['GET /pay/:id'] }],
    ['nearness', failure(), { time: -30 }, { time: -800 }],
  ])('%s', (_, request, named, other) => {
    expect(likeness(request, error(named))).toBeGreaterThan(2 * likeness(request, error(other)));
  });

  it.each([
    ['another method', { places: ['POST /pay/:id'] }],
    ['part of a word', { service: 'shopping' }],
    ['every page’s path', { places: ['/'] }],
  ])('not %s', (_, named) => {
    expect(likeness(failure(), error(named))).toBe(likeness(failure(), error()));
  });

  it('is nothing at another time', () => {
    expect(likeness(failure(), error({ time: -1100 }))).toBe(0);
    expect(likeness(failure({ durationMs: 86_400_000 }), error({ time: -70_000 }))).toBe(0);
    expect(likeness(failure({ durationMs: 30_000 }), error({ time: -29_000 }))).toBeGreaterThan(0);
  });
});

/** Numbers from 0 to 1 that are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Truth {
  requests: FailedRequest[];
  /** What each request failed by; undefined: by nothing that was logged. */
  causes: (string | undefined)[];
  errors: KindOfError[];
}

/** An hour in which services log errors all the time, and requests fail for 5 minutes of it: of each, two kinds and those that nobody logged. */
function hourWithIncident(seed: number, noisePerSecond: number): Truth {
  const next = numbers(seed);
  const HOUR = 3_600_000;
  const errors: KindOfError[] = [];
  for (let time = 0; time < HOUR; time += (-Math.log(1 - next()) * 1000) / noisePerSecond)
    errors.push(error({ time, service: 'noise', kind: `noise-${Math.floor(next() * 3)}` }));
  const failed: { request: FailedRequest; cause: string | undefined }[] = [];
  for (let time = 1_800_000; time < 2_100_000; time += -Math.log(1 - next()) * 2500) {
    const draw = next();
    const cause = draw < 0.6 ? 'payment' : draw < 0.8 ? 'stock' : undefined;
    failed.push({ request: failure({ time, durationMs: 20 + next() * 200 }), cause });
    // Clocks of hosts differ a little.
    if (cause !== undefined) errors.push(error({ time: time - next() * 40 + 10, service: cause, kind: cause }));
  }
  errors.sort((a, b) => a.time - b.time);
  return { requests: failed.map((one) => one.request), causes: failed.map((one) => one.cause), errors };
}

describe('what is guessed of many', () => {
  it.each([0.02, 0.2, 1])('is mostly true, with %d errors a second that have nothing to do with it', (noise) => {
    let [right, wrong, missed] = [0, 0, 0];
    for (let seed = 1; seed <= 10; seed += 1) {
      const { requests, causes, errors } = hourWithIncident(seed, noise);
      const before = requests[0]?.time ?? 0;
      const known = errors.filter(({ time }) => time > before - 300_000);
      for (const [at, index] of guessByTime(requests, known, true).entries()) {
        const guessed = index === undefined ? undefined : known[index]?.kind;
        if (guessed === causes[at] && guessed !== undefined) right += 1;
        else if (guessed !== undefined) wrong += 1;
        else if (causes[at] !== undefined) missed += 1;
      }
    }
    expect(right / (right + missed)).toBeGreaterThan(0.95);
    // Of those that nobody logged, a fifth, few are near an error that nobody else needs.
    expect(right / (right + wrong)).toBeGreaterThan(0.95);
  });

  it('one error of a process that broke explains all requests that it had', () => {
    const requests = Array.from({ length: 10 }, (_, at) => failure({ time: 300_000 + at }));
    expect(guessByTime(requests, [error({ time: 300_000 })], true)).toEqual(requests.map(() => 0));
    const two = [error({ time: 300_000 }), error({ time: 300_002 })];
    expect(guessByTime(requests.slice(0, 3), two, true).filter((index) => index === undefined)).toHaveLength(1);
  });

  it('errors that come all the time explain nothing', () => {
    const requests = Array.from({ length: 50 }, (_, at) => failure({ time: 300_000 + at * 7000 }));
    const errors = Array.from({ length: 900 }, (_, at) => error({ time: at * 1000 }));
    expect(new Set(guessByTime(requests, errors, true))).toEqual(new Set([undefined]));
    // The same errors, only while requests fail.
    const near = errors.filter(({ time }) => requests.some((request) => Math.abs(request.time - time) < 1000));
    expect(guessByTime(requests, near, true)).not.toContain(undefined);
  });

  it('never takes an error of another time, and never fails', () => {
    const times = fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(times, times, fc.boolean(), (failures, logged, before) => {
        const requests = failures.sort((a, b) => a - b).map((time) => failure({ time }));
        const errors = logged.sort((a, b) => a - b).map((time) => error({ time, kind: String(time % 3) }));
        const found = guessByTime(requests, errors, before);
        expect(found).toHaveLength(requests.length);
        for (const [at, index] of found.entries()) {
          if (index === undefined) continue;
          expect(likeness(requests[at] as FailedRequest, errors[index] as KindOfError)).toBeGreaterThan(0);
        }
      }),
    );
  });
});
