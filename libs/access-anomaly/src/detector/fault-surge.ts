import { BoundedMap } from '../baseline/bounded-map.js';
import { isOfSeveral, isSuspicious, secondsOf, type Stretch, stretched } from '../baseline/stretch.js';
import { WINDOW_SECONDS } from '../facts/window-facts.js';
import { DEFAULT_RULES } from '../rule/default-rules.js';
import { riseEvidence } from '../score/evidence.js';
import { shareSurprise, surpriseLimit } from '../score/tail.js';
import { type Detector, type Judgement, KEEPS, type Subject } from './detector.js';
import { type Course, lastOf, type SourceView } from './source-view.js';

const MEMORY = 360;
const LEARNED_AFTER = 60;
/** More than the routes of a window. */
const MOST_PLACES = 8000;
/** Nobody is woken for less. */
const LEAST_FAULTS = 5;
const LEAST_SHARE = 0.05;
/** A share below this is as good as none. */
const FLOOR = 0.002;
/** Windows that are looked at: 30 s, a minute; where there are few requests, as many as it takes, up to five minutes. */
const SPANS = [3, 6];
const LONGEST_SECONDS = 300;
const TOLD_SECONDS = WINDOW_SECONDS * DEFAULT_RULES.fault_surge.quiet;

interface Place {
  /** Of one window, as means that fade over an hour. */
  requests: number;
  faults: number;
  windows: number;
  /** Begin of the last window in which it was above the limit. */
  told?: number;
  /** Since its faults look unusual. */
  stretch?: Stretch | undefined;
}

/** More 5xx than usual: of a host, of a route where the host as a whole does not show it, of the whole source where no host does. */
export class FaultSurge implements Detector {
  readonly #places = new BoundedMap<Place>(MOST_PLACES, () => ({ requests: 0, faults: 0, windows: 0 }));

  look(view: SourceView): Judgement[] {
    const judgements: Judgement[] = [];
    let isHostConcerned = false;
    for (const [host, course] of view.hosts) {
      const judgement = this.#judge({ host }, course, view.start);
      if (judgement !== undefined) judgements.push(judgement);
      const isTold = this.#isTold(host, judgement, view.start);
      isHostConcerned ||= isTold || judgement !== undefined;
      judgements.push(...this.#routes(host, view, !isTold));
    }
    const whole = this.#judge({}, sumOfCourses([...view.hosts.values()]), view.start);
    this.#places.prune();
    if (whole !== undefined && !isHostConcerned && view.hosts.size > 1) judgements.push(whole);
    return judgements;
  }

  state(): [string, number, Place][] {
    return this.#places.state();
  }

  restore(state: unknown): void {
    this.#places.restore(state as [string, number, Place][]);
  }

  /** A host whose finding lasts tells of its routes, and of the source: what it had a moment ago is still in their last minute. */
  #isTold(host: string, judgement: Judgement | undefined, start: number): boolean {
    const place = this.#places.of(keyOf({ host }), start / WINDOW_SECONDS);
    if (judgement !== undefined && judgement.excess >= 1) place.told = start;
    return start - (place.told ?? -Infinity) < TOLD_SECONDS;
  }

  /** Routes are judged where they have faults: the others only learn when they have been seen. */
  #routes(host: string, view: SourceView, isWanted: boolean): Judgement[] {
    const judgements: Judgement[] = [];
    for (const [route, course] of view.routesOf(host)) {
      const judgement = this.#judge({ host, route }, course, view.start);
      if (judgement !== undefined && isWanted) judgements.push(judgement);
    }
    return judgements;
  }

  #judge(subject: Subject, course: Course, start: number): Judgement | undefined {
    const newest = course.at(-1);
    if (newest === undefined) return undefined;
    const place = this.#places.of(keyOf(subject), start / WINDOW_SECONDS);
    const usual = place.requests > 0 ? place.faults / place.requests : 0;
    const expected = Math.max(usual, FLOOR);
    let best: Judgement | undefined;
    if (place.windows >= LEARNED_AFTER) {
      const limit = surpriseLimit(this.#places.size);
      place.stretch = goneOn(place.stretch, newest, start, expected);
      for (const sum of newest.faults > 0 ? sumsOf(place.stretch, course, start, expected, limit) : []) {
        const judgement = judge(subject, sum, expected, limit);
        if (judgement.excess > (best?.excess ?? KEEPS)) best = judgement;
      }
      learn(place, newest, best !== undefined || isSuspicious(place.stretch, limit));
    } else learn(place, newest, false);
    return best;
  }
}

/** Faults of some time, and how improbable they are. */
interface Sum {
  readonly requests: number;
  readonly faults: number;
  readonly seconds: number;
  readonly surprise: number;
}

function goneOn(
  stretch: Stretch | undefined,
  { requests, faults }: Course[number],
  start: number,
  expected: number,
): Stretch | undefined {
  if (stretch === undefined && faults === 0) return undefined;
  const usual = expected * requests;
  const addition = { start, count: faults, trials: requests, expected: usual, speaks: faults > 2 * usual };
  const least = leastShare(expected);
  return stretched(stretch, addition, LONGEST_SECONDS, ({ count, trials }) =>
    riseEvidence(count, trials, expected, least),
  );
}

/** The last windows, and those since it looks unusual. One window alone is silent. */
function sumsOf(stretch: Stretch | undefined, course: Course, start: number, expected: number, limit: number): Sum[] {
  const sums: Sum[] = [];
  for (const span of SPANS) {
    const speaking = course.slice(-span).filter(({ faults, requests }) => faults > 2 * expected * requests).length;
    const { requests, faults } = lastOf(course, span);
    if (speaking >= 2)
      sums.push({ requests, faults, seconds: span * 10, surprise: shareSurprise(faults, requests, expected) });
  }
  if (stretch !== undefined && isOfSeveral(stretch, limit))
    sums.push({
      ...{ requests: stretch.trials, faults: stretch.count },
      ...{ seconds: secondsOf(stretch, start), surprise: stretch.evidence },
    });
  return sums;
}

function judge(
  subject: Subject,
  { requests, faults, seconds, surprise }: Sum,
  expected: number,
  limit: number,
): Judgement {
  const share = faults / Math.max(1, requests);
  const excess = Math.min(faults / LEAST_FAULTS, share / leastShare(expected), surprise / limit);
  const where = subject.route ?? subject.host ?? '';
  return {
    detector: 'fault_surge',
    subject,
    ...{ excess, observed: share, expected, unit: 'share of server faults', span: seconds, share, samples: requests },
    why: `${faults} of ${requests} requests to ${where || 'this source'} failed with 5xx in ${seconds} s (${percent(share)}); usual is ${percent(expected)} or less.`,
  };
}

function leastShare(expected: number): number {
  return Math.max(LEAST_SHARE, 3 * expected);
}

/** What is unusual is learned slowly, so that it is what is usual only after hours. */
function learn(place: Place, { requests, faults }: { requests: number; faults: number }, isUnusual: boolean): void {
  place.windows += 1;
  const share = isUnusual ? 0.1 / MEMORY : Math.max(1 / place.windows, 1 / MEMORY);
  place.requests += (requests - place.requests) * share;
  place.faults += (faults - place.faults) * share;
}

function keyOf({ host, route }: Subject): string {
  return `${host ?? '(all)'}\n${route ?? ''}`;
}

function sumOfCourses(courses: readonly Course[]): Course {
  const length = courses[0]?.length ?? 0;
  return Array.from({ length }, (_, at) =>
    lastOf(
      courses.map((course) => course[at] as Course[number]),
      courses.length,
    ),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
