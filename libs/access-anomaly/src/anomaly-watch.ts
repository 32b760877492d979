import type { AttackedState } from './detector/attacked-routes.js';
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

/** A new source has nothing usual yet: floods, surges, shifts and drops are looked for after ten minutes. */
const WARM_UP_WINDOWS = 60;
const NEEDS_WARM_UP: ReadonlySet<string> = new Set(['flood', 'network_flood']);
/** A source without requests for two hours sleeps: its silence was found, and is what is usual by then. */
const SLEEPS_AFTER = 720;

/** What was learned of a source, as JSON can hold it. The windows of the last minute are not in it: see {@link AnomalyWatch.remember}. */
export interface WatchState {
  /** Begin of the window that was judged last, seconds since 1970. */
  readonly position: number;
  readonly windows: number;
  readonly silent: number;
  readonly book: ReturnType<FindingBook['state']>;
  readonly detectors: Readonly<Record<string, unknown>>;
  /** Not in states that were kept before there was such a thing. */
  readonly attacked?: AttackedState;
}

/**
 * All detectors on one source. Windows are given in order, each once and complete; after the same windows there are the same findings.
 */
export class AnomalyWatch {
  readonly #view = new SourceView();
  readonly #book = new FindingBook();
  readonly #detectors: Readonly<Record<string, Detector>> = {
    flood: new Flood(),
    scan: new Scan(),
    bruteForce: new BruteForce(),
    unusualClient: new UnusualClient(),
    badBot: new BadBot(),
    faultSurge: new FaultSurge(),
    latencyShift: new LatencyShift(),
    trafficDrop: new TrafficDrop(),
  };
  #position: number | undefined;
  #windows = 0;
  #silent = 0;

  /** So many windows before the next one have to be remembered. */
  static readonly REMEMBERED = LOOK_BACK - 1;

  /** @param source its number */
  constructor(readonly source: number) {}

  /** Begin of the window that was judged last, seconds since 1970; undefined before the first. */
  get position(): number | undefined {
    return this.#position;
  }

  /** Seconds until all detectors look; 0 when they do. */
  get warmUpSeconds(): number {
    return WINDOW_SECONDS * Math.max(0, WARM_UP_WINDOWS - this.#windows);
  }

  /** True when windows without requests need not be given any more: see {@link wake}. */
  get isAsleep(): boolean {
    return this.#silent >= SLEEPS_AFTER && this.#book.open().length === 0;
  }

  /**
   * Judges a window. Windows in which nothing came must be given, too: silence is judged.
   *
   * @param start seconds since 1970
   * @param facts undefined: nothing came
   * @returns findings that opened, went on or ended
   */
  judge(start: number, facts: WindowFacts | undefined): Finding[] {
    this.#view.push(start, facts);
    this.#windows += 1;
    this.#silent = facts === undefined ? this.#silent + 1 : 0;
    this.#position = start;
    return this.#book.judged(this.source, start, this.#judgements());
  }

  /** Goes on with a later window, after sleep: what lies between was silent. */
  wake(): void {
    this.#view.clear();
    this.#silent = 0;
  }

  /** Gives a window of the last minute after {@link restore}, without judging it. */
  remember(start: number, facts: WindowFacts | undefined): void {
    this.#view.push(start, facts);
  }

  open(): Finding[] {
    return this.#book.open();
  }

  state(): WatchState {
    const detectors = Object.entries(this.#detectors).map(([name, detector]) => [name, detector.state()]);
    return {
      ...{ position: this.#position ?? 0, windows: this.#windows, silent: this.#silent },
      book: this.#book.state(),
      detectors: Object.fromEntries(detectors) as Record<string, unknown>,
      attacked: this.#view.attacked.state(),
    };
  }

  /** @param state as {@link state} gave it; it is taken over */
  restore({ position, windows, silent, book, detectors, attacked }: WatchState): void {
    this.#position = position;
    this.#windows = windows;
    this.#silent = silent;
    this.#book.restore(book);
    this.#view.attacked.restore(attacked ?? []);
    for (const [name, detector] of Object.entries(this.#detectors)) detector.restore(detectors[name]);
  }

  /** Detectors of clients come first: what attackers send is no part of a host's usual traffic. */
  #judgements(): Judgement[] {
    const judgements: Judgement[] = [];
    const attackers = new Set<string>();
    for (const detector of Object.values(this.#detectors)) {
      for (const judgement of detector.look(this.#view)) {
        if (this.#windows <= WARM_UP_WINDOWS && NEEDS_WARM_UP.has(judgement.detector)) continue;
        judgements.push(judgement);
        const { client } = judgement.subject;
        if (client === undefined) continue;
        this.#view.noteAttack(client);
        if (judgement.excess < 1 || attackers.has(client)) continue;
        attackers.add(client);
        this.#view.exclude(client);
      }
    }
    return judgements;
  }
}
