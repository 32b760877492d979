import { BoundedMap } from '../baseline/bounded-map.js';
import { addBuckets, bucketBound, type Buckets, quantileBucket, sumOf } from '../facts/coarse-latency.js';
import { WINDOW_SECONDS } from '../facts/window-facts.js';
import { LIMIT_SURPRISE, shareSurprise } from '../score/tail.js';
import { type Detector, type Judgement, KEEPS, type Subject } from './detector.js';
import { type Course, lastOf, type SourceView } from './source-view.js';

const MEMORY = 360;
const LEARNED_AFTER = 60;
const LEAST_LEARNED = 300;
/** More than the routes of a window. */
const MOST_PLACES = 6000;
const PERCENTILE = 0.95;
const LEAST_SAMPLES = 20;
/** The percentile is at least so many times as high, and so many milliseconds higher. */
const LEAST_TIMES = 2;
const LEAST_MORE_MS = 25;
const SPANS = [3, 6];

interface Place {
  /** Of one window, as means that fade over an hour. */
  latency: Buckets;
  windows: number;
  /** Durations that were learned in all. */
  samples: number;
}

/**
 * The 95th percentile of latencies against its own past. One in twenty requests takes longer than that as a rule; how many do now is what is
 * improbable, since a percentile of few requests says little. Streams are never in the latencies.
 */
export class LatencyShift implements Detector {
  readonly #places = new BoundedMap<Place>(MOST_PLACES, () => ({ latency: [], windows: 0, samples: 0 }));

  look(view: SourceView): Judgement[] {
    const judgements: Judgement[] = [];
    for (const [host, course] of view.hosts) {
      const judgement = this.#judge({ host }, course, view.start);
      if (judgement !== undefined) judgements.push(judgement);
      for (const [route, ofRoute] of view.routesOf(host)) {
        const ofThis = this.#judge({ host, route }, ofRoute, view.start);
        if (ofThis !== undefined && (judgement?.excess ?? 0) < 1) judgements.push(ofThis);
      }
    }
    this.#places.prune();
    return judgements;
  }

  state(): [string, number, Place][] {
    return this.#places.state();
  }

  restore(state: unknown): void {
    this.#places.restore(state as [string, number, Place][]);
  }

  #judge(subject: Subject, course: Course, start: number): Judgement | undefined {
    const newest = course.at(-1);
    if (newest === undefined || newest.latency.length === 0) return undefined;
    const place = this.#places.of(`${subject.host ?? ''}\n${subject.route ?? ''}`, start / WINDOW_SECONDS);
    let best: Judgement | undefined;
    if (place.windows >= LEARNED_AFTER && place.samples >= LEAST_LEARNED) {
      for (const span of SPANS) {
        const judgement = judge(subject, course, span, place.latency);
        if (judgement !== undefined && judgement.excess > (best?.excess ?? KEEPS)) best = judgement;
      }
    }
    learn(place, newest.latency, best !== undefined);
    return best;
  }
}

function judge(subject: Subject, course: Course, span: number, usual: Buckets): Judgement | undefined {
  const { latency } = lastOf(course, span);
  const samples = sumOf(latency);
  const before = quantileBucket(usual, PERCENTILE);
  const now = quantileBucket(latency, PERCENTILE);
  if (before === undefined || now === undefined || samples < LEAST_SAMPLES || now <= before) return undefined;
  const share = Math.max(1 - PERCENTILE, sumOf(usual, before + 1) / sumOf(usual));
  const isSlow = (buckets: readonly number[]): boolean => sumOf(buckets, before + 1) > 2 * share * sumOf(buckets);
  // One window alone is silent.
  if (course.slice(-span).filter((window) => isSlow(window.latency)).length < 2) return undefined;
  const slower = sumOf(latency, before + 1);
  const [expected, observed] = [bucketBound(before), bucketBound(now)];
  const excess = Math.min(
    Math.log2(observed / expected) / Math.log2(LEAST_TIMES),
    (observed - expected) / LEAST_MORE_MS,
    shareSurprise(slower, samples, share) / LIMIT_SURPRISE,
  );
  const where = subject.route ?? subject.host ?? '';
  return {
    detector: 'latency_shift',
    subject,
    ...{ excess, observed, expected, unit: 'milliseconds (95th percentile)', span: span * 10, share: slower / samples },
    samples,
    why: `${slower} of ${samples} requests to ${where || 'this source'} took longer than ${milliseconds(expected)} in ${span * 10} s, which one in twenty usually does; the 95th percentile is ${milliseconds(observed)}.`,
  };
}

/** What is unusual is learned slowly; a rush, such as a flood, counts as three usual windows at most. */
function learn(place: Place, latency: readonly number[], isUnusual: boolean): void {
  const samples = sumOf(latency);
  const usual = sumOf(place.latency);
  place.windows += 1;
  place.samples += samples;
  const share = isUnusual ? 0.1 / MEMORY : Math.max(1 / place.windows, 1 / MEMORY);
  const part = place.windows > LEARNED_AFTER ? Math.min(1, (3 * usual) / Math.max(1, samples)) : 1;
  for (let at = 0; at < place.latency.length; at += 1) place.latency[at] = (place.latency[at] as number) * (1 - share);
  addBuckets(place.latency, latency, share * part);
}

function milliseconds(value: number): string {
  return value < 1000 ? `${value.toFixed(value < 10 ? 1 : 0)} ms` : `${(value / 1000).toFixed(1)} s`;
}
