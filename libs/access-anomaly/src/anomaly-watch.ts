import { BadBot } from './detector/bad-bot.js';
import { BruteForce } from './detector/brute-force.js';
import type { Detector, Judgement } from './detector/detector.js';
import { FaultSurge } from './detector/fault-surge.js';
import { Flood } from './detector/flood.js';
import { LatencyShift } from './detector/latency-shift.js';
import { Scan } from './detector/scan.js';
import { LOOK_BACK, SourceView } from './detector/source-view.js';
import { TrafficDrop } from './detector/traffic-drop.js';
import { UnusualClient } from './detector/unusual-client.js';
import { WINDOW_SECONDS, type WindowFacts } from './facts/window-facts.js';
import type { Finding } from './finding/finding.js';
import { FindingBook } from './finding/finding-book.js';
import { isSilenced, type SilenceRule } from './silence/silence-rules.js';

/** A new source has nothing usual yet: floods, surges, shifts and drops are looked for after ten minutes. */
const WARM_UP_WINDOWS = 60;
const NEEDS_WARM_UP: ReadonlySet<string> = new Set(['flood', 'network_flood']);

interface Watched {
  readonly view: SourceView;
  readonly book: FindingBook;
  readonly detectors: Readonly<Record<string, Detector>>;
  windows: number;
}

interface WatchedState {
  source: number;
  windows: number;
  book: ReturnType<FindingBook['state']>;
  detectors: Record<string, unknown>;
}

/** What was learned, as JSON can hold it. The windows of the last minute are not in it: see {@link AnomalyWatch.remember}. */
export interface WatchState {
  /** Begin of the window that was judged last, seconds since 1970. */
  position: number;
  sources: WatchedState[];
}

/** How far a source has come. */
export interface WarmUp {
  readonly source: number;
  /** Seconds until all detectors look; 0 when they do. */
  readonly secondsLeft: number;
}

/**
 * All detectors on all sources. Windows are given in order, each once and complete; after the same windows there are the same findings.
 */
export class AnomalyWatch {
  readonly #sources = new Map<number, Watched>();
  #position = -1;

  /** Begin of the window that was judged last, seconds since 1970; -1 before the first. */
  get position(): number {
    return this.#position;
  }

  /**
   * Judges a window. Windows in which nothing came must be given, too: silence is judged.
   *
   * @param start seconds since 1970
   * @param sources what each source had
   * @returns findings that opened, went on or ended
   */
  judge(start: number, sources: ReadonlyMap<number, WindowFacts>, silences: readonly SilenceRule[] = []): Finding[] {
    const changed: Finding[] = [];
    for (const source of sources.keys()) if (!this.#sources.has(source)) this.#sources.set(source, watched());
    for (const [source, one] of this.#sources) {
      one.view.push(start, sources.get(source));
      one.windows += 1;
      const judgements = judgementsOf(one).filter(({ detector, subject }) => !isSilenced(silences, detector, subject));
      changed.push(...one.book.judged(source, start, judgements).changed);
    }
    this.#position = start;
    return changed;
  }

  /** Gives a window of the last minute after {@link restore}, without judging it. */
  remember(start: number, sources: ReadonlyMap<number, WindowFacts>): void {
    for (const [source, { view }] of this.#sources) view.push(start, sources.get(source));
  }

  /** So many windows before the next one have to be remembered. */
  static readonly REMEMBERED = LOOK_BACK - 1;
  static readonly WINDOW_SECONDS = WINDOW_SECONDS;

  warmUps(): WarmUp[] {
    return [...this.#sources].map(([source, { windows }]) => ({
      source,
      secondsLeft: WINDOW_SECONDS * Math.max(0, WARM_UP_WINDOWS - windows),
    }));
  }

  open(): Finding[] {
    return [...this.#sources.values()].flatMap(({ book }) => book.open());
  }

  state(): WatchState {
    const sources = [...this.#sources].map(([source, { windows, book, detectors }]) => ({
      ...{ source, windows, book: book.state() },
      detectors: Object.fromEntries(Object.entries(detectors).map(([name, detector]) => [name, detector.state()])),
    }));
    return { position: this.#position, sources };
  }

  restore({ position, sources }: WatchState): void {
    this.#sources.clear();
    this.#position = position;
    for (const { source, windows, book, detectors } of sources) {
      const one = watched();
      one.windows = windows;
      one.book.restore(book);
      for (const [name, detector] of Object.entries(one.detectors)) detector.restore(detectors[name]);
      this.#sources.set(source, one);
    }
  }
}

function watched(): Watched {
  const detectors = {
    flood: new Flood(),
    scan: new Scan(),
    bruteForce: new BruteForce(),
    unusualClient: new UnusualClient(),
    badBot: new BadBot(),
    faultSurge: new FaultSurge(),
    latencyShift: new LatencyShift(),
    trafficDrop: new TrafficDrop(),
  };
  return { view: new SourceView(), book: new FindingBook(), detectors, windows: 0 };
}

/** Detectors of clients come first: what attackers send is no part of a host's usual traffic. */
function judgementsOf({ view, detectors, windows }: Watched): Judgement[] {
  const judgements: Judgement[] = [];
  const attackers = new Set<string>();
  for (const detector of Object.values(detectors)) {
    for (const judgement of detector.look(view)) {
      if (windows <= WARM_UP_WINDOWS && NEEDS_WARM_UP.has(judgement.detector)) continue;
      judgements.push(judgement);
      const { client } = judgement.subject;
      if (client === undefined || judgement.excess < 1 || attackers.has(client)) continue;
      attackers.add(client);
      view.exclude(client);
    }
  }
  return judgements;
}
