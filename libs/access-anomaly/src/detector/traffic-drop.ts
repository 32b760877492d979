import { isSuspicious, secondsOf, type Stretch, stretched } from '../baseline/stretch.js';
import { TrafficLevel } from '../baseline/traffic-level.js';
import { lossEvidence } from '../score/evidence.js';
import { surpriseLimit } from '../score/tail.js';
import { type Detector, type Judgement, KEEPS, type Subject } from './detector.js';
import type { SourceView } from './source-view.js';

const MOST_HOSTS = 500;
/** As much time is looked at as it takes; up to a quarter of an hour, where there is little traffic. */
const LONGEST_SECONDS = 900;
/** At most so much of what is expected is a drop. */
const MOST_LEFT = 0.5;
const WHOLE = '(all)';

interface Watched {
  level: TrafficLevel;
  /** Since there is less. */
  stretch: Stretch | undefined;
}

/** Fewer requests than there must be: of a host, and of the whole source when all of its hosts have lost traffic. */
export class TrafficDrop implements Detector {
  readonly #hosts = new Map<string, Watched>();

  look(view: SourceView): Judgement[] {
    const counts = new Map<string, number>();
    let total = 0;
    for (const [host, course] of [...view.hosts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const requests = Math.max(0, (course.at(-1)?.requests ?? 0) - (view.offences.get(host) ?? 0));
      counts.set(host, requests);
      total += requests;
      if (!this.#hosts.has(host) && this.#hosts.size <= MOST_HOSTS) this.#hosts.set(host, watched());
    }
    if (!this.#hosts.has(WHOLE)) this.#hosts.set(WHOLE, watched());
    const judgements: Judgement[] = [];
    let whole: Judgement | undefined;
    for (const [host, one] of this.#hosts) {
      const subject = host === WHOLE ? {} : { host };
      const judgement = this.#judge(subject, one, view.start, host === WHOLE ? total : (counts.get(host) ?? 0));
      if (judgement === undefined) continue;
      if (host === WHOLE) whole = judgement;
      else judgements.push(judgement);
    }
    const hosts = this.#hosts.size - 1;
    return whole !== undefined && hosts > 1 && judgements.length === hosts ? [whole] : judgements;
  }

  state(): [string, unknown, Stretch | null][] {
    return [...this.#hosts].map(([host, { level, stretch }]) => [host, level.state(), stretch ?? null]);
  }

  restore(state: unknown): void {
    this.#hosts.clear();
    for (const [host, level, stretch] of state as [string, unknown, Stretch | null | unknown[]][])
      this.#hosts.set(host, { level: TrafficLevel.of(level), stretch: isStretch(stretch) ? stretch : undefined });
  }

  #judge(subject: Subject, watched: Watched, start: number, requests: number): Judgement | undefined {
    const { level } = watched;
    const least = level.least(start);
    const limit = surpriseLimit(this.#hosts.size);
    watched.stretch = level.isKnown ? goneOn(watched, start, requests, least) : undefined;
    const { stretch } = watched;
    const isLittle = requests <= MOST_LEFT * least;
    const isOfSeveral = stretch !== undefined && stretch.windows >= 2;
    const judgement = isOfSeveral && isLittle ? judge(subject, stretch, secondsOf(stretch, start), limit) : undefined;
    level.learn(start, requests, isSuspicious(stretch, limit));
    return judgement !== undefined && judgement.excess > KEEPS ? judgement : undefined;
  }
}

function watched(): Watched {
  return { level: new TrafficLevel(), stretch: undefined };
}

function goneOn({ level, stretch }: Watched, start: number, requests: number, least: number): Stretch | undefined {
  const speaks = requests <= MOST_LEFT * least;
  const addition = { start, count: requests, trials: requests, expected: least, speaks };
  return stretched(
    stretch,
    addition,
    LONGEST_SECONDS,
    ({ count, expected }) => lossEvidence(count, expected) / level.dispersion,
  );
}

/** What was kept before there were stretches is a list. */
function isStretch(state: Stretch | null | unknown[]): state is Stretch {
  return state !== null && !Array.isArray(state);
}

function judge(subject: Subject, stretch: Stretch, span: number, limit: number): Judgement {
  const { count: observed, expected, evidence } = stretch;
  const excess = Math.min(Math.log2(expected / Math.max(1, observed)) / Math.log2(1 / MOST_LEFT), evidence / limit);
  const where = subject.host ?? '';
  return {
    detector: 'traffic_drop',
    subject,
    ...{ excess, observed, expected, unit: 'requests', span, share: observed / expected, samples: observed },
    why: `${observed === 0 ? 'No request' : `${observed} requests`} to ${where || 'this source'} came in ${span} s; at least ${Math.round(expected)} were to be expected from the last minutes and this time of earlier days.`,
  };
}
