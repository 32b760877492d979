import { type Judgement, KEEPS, type Subject } from '../detector/detector.js';
import { DEFAULT_RULES, type DetectorName, type Rule } from '../rule/default-rules.js';
import { scoreOf } from '../score/score.js';
import { WINDOW_SECONDS } from '../facts/window-facts.js';
import type { Finding } from './finding.js';

/** Open findings of one detector: who attacks from everywhere is told by the most unusual ones. */
const MOST_OPEN = 50;

interface Entry {
  /** Undefined until it is confirmed. */
  finding: Finding | undefined;
  firstSeen: number;
  above: number;
  below: number;
}

/** Makes findings of judgements: one as long as it lasts, which ends when it has been quiet for a while. */
export class FindingBook {
  readonly #entries = new Map<string, Entry>();
  readonly #rules: Readonly<Record<DetectorName, Rule>>;

  constructor(rules: Readonly<Record<DetectorName, Rule>> = DEFAULT_RULES) {
    this.#rules = rules;
  }

  /**
   * @param start begin of the window after which this was judged, seconds since 1970
   * @returns findings that opened, went on or ended
   */
  judged(source: number, start: number, judgements: readonly Judgement[]): Finding[] {
    const changed: Finding[] = [];
    const seen = new Set<string>();
    for (const judgement of [...judgements].sort(byExcess)) {
      if (judgement.excess < KEEPS) continue;
      const key = keyOf(source, judgement);
      const entry = this.#entries.get(key);
      if (entry === undefined && judgement.excess < 1) continue;
      if (entry === undefined && this.#isFull(judgement.detector)) continue;
      seen.add(key);
      const taken = entry ?? { finding: undefined, firstSeen: start, above: 0, below: 0 };
      this.#entries.set(key, taken);
      if (this.#take(taken, judgement, source, key, start)) changed.push(taken.finding as Finding);
    }
    for (const [key, entry] of this.#entries) {
      if (seen.has(key)) continue;
      if (this.#isOver(entry, key)) {
        this.#entries.delete(key);
        if (entry.finding === undefined) continue;
        entry.finding.endedAt = entry.finding.lastSeen;
        changed.push(entry.finding);
      }
    }
    return changed;
  }

  /** Findings that are open. */
  open(): Finding[] {
    return [...this.#entries.values()].flatMap(({ finding }) => finding ?? []);
  }

  state(): [string, Entry][] {
    return [...this.#entries];
  }

  restore(entries: readonly [string, Entry][]): void {
    this.#entries.clear();
    for (const [key, entry] of entries) this.#entries.set(key, entry);
  }

  #isOver(entry: Entry, key: string): boolean {
    entry.below += 1;
    entry.above = 0;
    const rule = this.#rules[key.slice(0, key.indexOf('\n')) as DetectorName];
    return entry.finding === undefined || entry.below >= rule.quiet;
  }

  #isFull(detector: DetectorName): boolean {
    let count = 0;
    for (const key of this.#entries.keys()) if (key.startsWith(`${detector}\n`)) count += 1;
    return count >= MOST_OPEN;
  }

  /** @returns whether there is a finding */
  #take(entry: Entry, judgement: Judgement, source: number, key: string, start: number): boolean {
    const rule = this.#rules[judgement.detector];
    const score = scoreOf(judgement.excess);
    const end = start + WINDOW_SECONDS;
    entry.below = 0;
    if (judgement.excess >= 1) entry.above += 1;
    if (entry.finding === undefined) {
      if (entry.above < rule.confirm || score < rule.leastScore) return false;
      entry.finding = opened(judgement, score, source, `${key}\n${entry.firstSeen}`, entry.firstSeen, end);
      return true;
    }
    entry.finding.lastSeen = end;
    if (score > entry.finding.score) Object.assign(entry.finding, { score }, figuresOf(judgement));
    return true;
  }
}

/** The most unusual first; the order in which subjects came does not matter. */
function byExcess(a: Judgement, b: Judgement): number {
  return b.excess - a.excess || (keyOf(0, a) < keyOf(0, b) ? -1 : 1);
}

function opened(
  judgement: Judgement,
  score: number,
  source: number,
  key: string,
  firstSeen: number,
  end: number,
): Finding {
  const { detector, subject, unit } = judgement;
  return {
    ...{ key, detector, source, subject, unit, firstSeen, score },
    ...{ foundAt: end, lastSeen: end, endedAt: null },
    ...figuresOf(judgement),
  };
}

function figuresOf({
  observed,
  expected,
  span,
  share,
  samples,
  why,
}: Judgement): Pick<Finding, 'observed' | 'expected' | 'span' | 'share' | 'samples' | 'why'> {
  return { observed, expected, span, share, samples, why };
}

function keyOf(source: number, { detector, subject }: { detector: DetectorName; subject: Subject }): string {
  const { host, route, client, network } = subject;
  // Who attacks is one finding, whichever host is asked most at the moment.
  const place =
    client === undefined && network === undefined ? [host ?? '', route ?? ''] : [client ?? '', network ?? ''];
  return [detector, source, ...place].join('\n');
}
