import { TrafficLevel } from '../baseline/traffic-level.js';
import { LIMIT_SURPRISE, poissonSurprise } from '../score/tail.js';
import { type Detector, type Judgement, KEEPS, type Subject } from './detector.js';
import type { SourceView } from './source-view.js';

const MOST_HOSTS = 500;
/** Windows that are looked at: the more, the less traffic there is. */
const SPANS = [2, 3, 6, 12, 30, 90];
const LONGEST = 90;
/** At most so much of what is expected is a drop. */
const MOST_LEFT = 0.5;
const WHOLE = '(all)';

interface Watched {
  level: TrafficLevel;
  /** Requests of the last windows, the oldest first. */
  last: number[];
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

  state(): [string, unknown, number[]][] {
    return [...this.#hosts].map(([host, { level, last }]) => [host, level.state(), last]);
  }

  restore(state: unknown): void {
    this.#hosts.clear();
    for (const [host, level, last] of state as [string, unknown, number[]][])
      this.#hosts.set(host, { level: TrafficLevel.of(level), last });
  }

  #judge(subject: Subject, { level, last }: Watched, start: number, requests: number): Judgement | undefined {
    last.push(requests);
    if (last.length > LONGEST) last.shift();
    let best: Judgement | undefined;
    const least = level.least(start);
    if (level.isKnown && requests <= MOST_LEFT * least) {
      for (const span of SPANS) {
        const judgement = judge(subject, last.slice(-span), least, level.dispersion);
        if (judgement !== undefined && judgement.excess > (best?.excess ?? KEEPS)) best = judgement;
      }
    }
    level.learn(start, requests, best !== undefined);
    return best;
  }
}

function watched(): Watched {
  return { level: new TrafficLevel(), last: [] };
}

function judge(subject: Subject, last: readonly number[], least: number, dispersion: number): Judgement | undefined {
  const observed = last.reduce((sum, requests) => sum + requests, 0);
  const expected = least * last.length;
  if (observed >= expected) return undefined;
  const excess = Math.min(
    Math.log2(expected / Math.max(1, observed)) / Math.log2(1 / MOST_LEFT),
    poissonSurprise(observed, expected) / dispersion / LIMIT_SURPRISE,
  );
  const span = last.length * 10;
  const where = subject.host ?? '';
  return {
    detector: 'traffic_drop',
    subject,
    ...{ excess, observed, expected, unit: 'requests', span, share: observed / expected, samples: observed },
    why: `${observed === 0 ? 'No request' : `${observed} requests`} to ${where || 'this source'} came in ${span} s; at least ${Math.round(expected)} were to be expected from the last minutes and this time of earlier days.`,
  };
}
