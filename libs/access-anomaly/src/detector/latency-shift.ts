import { BoundedMap } from '../baseline/bounded-map.js';
import {
  LEAST_MORE_MS,
  LEAST_TIMES,
  type LatencyPlace,
  learnLatency,
  SLOW_PERCENTILE,
  usualOf,
  type UsualLatency,
} from '../baseline/latency-place.js';
import { type Counted, isOfSeveral, isSuspicious, secondsOf, type Stretch, stretched } from '../baseline/stretch.js';
import { bucketBound, type Buckets, quantileBucket, sumOf } from '../facts/coarse-latency.js';
import { WINDOW_SECONDS } from '../facts/window-facts.js';
import { DEFAULT_RULES } from '../rule/default-rules.js';
import { riseEvidence } from '../score/evidence.js';
import { shareSurprise, surpriseLimit } from '../score/tail.js';
import { LateAnswers } from './late-answers.js';
import { type Detector, type Judgement, KEEPS, type Subject } from './detector.js';
import { type Course, lastOf, type SourceView } from './source-view.js';

/** More than the routes of a window. */
const MOST_PLACES = 6000;
const LEAST_SAMPLES = 20;
/** Windows that are looked at: 30 s, a minute; where there are few requests, as many as it takes, up to five minutes. */
const SPANS = [3, 6];
const LONGEST_SECONDS = 300;
/** A host whose finding lasts tells of its routes. */
const TOLD_SECONDS = WINDOW_SECONDS * DEFAULT_RULES.latency_shift.quiet;

/** Durations of some time, and how improbable they are. */
interface Sum {
  readonly latency: Buckets;
  readonly seconds: number;
  readonly surprise: number;
  /** Answers that are far too late, where these were counted. */
  readonly late?: number;
}

/**
 * The 95th percentile of latencies against its own past. One in twenty requests takes longer than that as a rule; how many do now is what is
 * improbable, since a percentile of few requests says little. Where there are few, those that are far slower are counted for as long as it
 * takes. Streams are never in the latencies, nor are answers to attackers where it is known which these are.
 */
export class LatencyShift implements Detector {
  readonly #places = new BoundedMap<LatencyPlace>(MOST_PLACES, () => ({ latency: [], windows: 0, samples: 0 }));

  look(view: SourceView): Judgement[] {
    const judgements: Judgement[] = [];
    for (const host of view.hosts.keys()) {
      const late = new LateAnswers();
      const routes: Looked[] = [];
      for (const [route, course] of view.undisturbedRoutesOf(host))
        routes.push(...this.#look({ host, route }, course, view.start, late));
      for (const whole of this.#look({ host }, view.undisturbed(host), view.start, late)) {
        learnLatency(whole.place, whole.latency, whole.isUnusual);
        if (whole.judgement !== undefined) judgements.push(whole.judgement);
        if (whole.isUnusual) for (const route of routes) route.isUnusual = true;
        if ((whole.judgement?.excess ?? 0) >= 1) whole.place.told = view.start;
        if (view.start - (whole.place.told ?? -Infinity) < TOLD_SECONDS)
          for (const route of routes) route.judgement = undefined;
      }
      for (const route of routes) {
        learnLatency(route.place, route.latency, route.isUnusual);
        if (route.judgement !== undefined) judgements.push(route.judgement);
      }
    }
    this.#places.prune();
    return judgements;
  }

  state(): [string, number, LatencyPlace][] {
    return this.#places.state();
  }

  restore(state: unknown): void {
    this.#places.restore(state as [string, number, LatencyPlace][]);
  }

  /**
   * @param late of the routes; what is looked at is added, and of a host it is what its routes have not had
   * @returns one, or none where nothing was answered
   */
  #look(subject: Subject, course: Course, start: number, late: LateAnswers): Looked[] {
    const { latency = [] } = course.at(-1) ?? {};
    if (latency.length === 0) return [];
    const place = this.#places.of(`${subject.host ?? ''}\n${subject.route ?? ''}`, start / WINDOW_SECONDS);
    const usual = usualOf(place);
    if (usual === undefined) return [{ place, latency, judgement: undefined, isUnusual: false }];
    const limit = surpriseLimit(this.#places.size);
    const counted = late.add(latency, usual, subject.route === undefined);
    place.stretch = goneOn(place.stretch, latency, start, counted);
    const since = counted.count > 0 && place.stretch && isOfSeveral(place.stretch, limit) ? place.stretch : undefined;
    let best: Judgement | undefined;
    for (const sum of sumsOf(since, course, start, usual)) {
      const judgement = judge(subject, sum, usual, limit);
      if (judgement !== undefined && judgement.excess > (best?.excess ?? KEEPS)) best = judgement;
    }
    return [{ place, latency, judgement: best, isUnusual: best !== undefined || isSuspicious(place.stretch, limit) }];
  }
}

/** What was thought of a place after a window, before it is learned. */
interface Looked {
  readonly place: LatencyPlace;
  readonly latency: readonly number[];
  judgement: Judgement | undefined;
  isUnusual: boolean;
}

function goneOn(
  stretch: Stretch | undefined,
  latency: readonly number[],
  start: number,
  counted: Counted,
): Stretch | undefined {
  if (stretch === undefined && counted.count === 0) return undefined;
  const addition = { start, ...counted, speaks: counted.count > 2 * counted.expected, latency };
  return stretched(stretch, addition, LONGEST_SECONDS, ({ count, trials, expected }) => {
    if (trials === 0) return 0;
    const share = expected / trials;
    return riseEvidence(count, trials, share, Math.max(1 - SLOW_PERCENTILE, 3 * share));
  });
}

/** The last windows, and those since it looks unusual. One window alone is silent. */
function sumsOf(stretch: Stretch | undefined, course: Course, start: number, { bucket, share }: UsualLatency): Sum[] {
  const sums: Sum[] = [];
  const isSlow = (latency: readonly number[]): boolean => sumOf(latency, bucket + 1) > 2 * share * sumOf(latency);
  for (const span of SPANS) {
    if (course.slice(-span).filter(({ latency }) => isSlow(latency)).length < 2) continue;
    const { latency } = lastOf(course, span);
    const samples = sumOf(latency);
    if (samples < LEAST_SAMPLES) continue;
    sums.push({ latency, seconds: span * 10, surprise: shareSurprise(sumOf(latency, bucket + 1), samples, share) });
  }
  if (stretch?.latency !== undefined)
    sums.push({
      ...{ latency: stretch.latency, seconds: secondsOf(stretch, start) },
      ...{ surprise: stretch.evidence, late: stretch.count },
    });
  return sums;
}

function judge(subject: Subject, sum: Sum, { bucket }: UsualLatency, limit: number): Judgement | undefined {
  const { latency, seconds, surprise, late } = sum;
  const now = quantileBucket(latency, SLOW_PERCENTILE);
  if (now === undefined || now <= bucket) return undefined;
  const samples = sumOf(latency);
  const slower = sumOf(latency, bucket + 1);
  const [expected, observed] = [bucketBound(bucket), bucketBound(now)];
  const excess = Math.min(
    Math.log2(observed / expected) / Math.log2(LEAST_TIMES),
    (observed - expected) / LEAST_MORE_MS,
    surprise / limit,
  );
  const where = subject.route ?? subject.host ?? '';
  return {
    detector: 'latency_shift',
    subject,
    ...{ excess, observed, expected, unit: 'milliseconds (95th percentile)', span: seconds, share: slower / samples },
    samples,
    why: `${slower} of ${samples} requests to ${where || 'this source'} took longer than ${milliseconds(expected)} in ${seconds} s, which one in twenty usually does; the 95th percentile is ${milliseconds(observed)}${late === undefined ? '' : `, and ${late} took at least twice as long as nearly all do on their route`}.`,
  };
}

function milliseconds(value: number): string {
  return value < 1000 ? `${value.toFixed(value < 10 ? 1 : 0)} ms` : `${(value / 1000).toFixed(1)} s`;
}
