import type { AlertRuleSetAside } from '@log-monitor/monitor-api';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { DecisionWriter } from '../decision/write-decisions.js';
import type { RuleStates } from '../evaluation/rule-states.js';
import { kindOf } from '../kind/kind-list.js';
import { WatchedRule } from '../kind/watched-rule.js';
import {
  type KnownService,
  type Measurements,
  measureLogs,
  measureSamples,
  requestWindows,
  type Question,
  spansOf,
} from '../measure/measurements.js';
import { MinuteTable, type Span } from '../measure/minute-table.js';
import { type Read, readSamples, readServices } from '../measure/read-measurements.js';
import { closeMinutes, readMinutes } from '../measure/read-minutes.js';
import { readNarrowed } from '../measure/read-narrowed.js';
import { closeProblems, problemSpan, readProblems } from '../measure/problem-minutes.js';
import { ProblemTable } from '../measure/problem-table.js';
import type { NarrowedTable } from '../measure/narrowed-table.js';
import { closeRequests, readRequests } from '../measure/request-minutes.js';
import { RequestTable } from '../measure/request-table.js';
import type { Sample } from '../measure/sample.js';
import { takeSample } from '../measure/take-sample.js';
import { readRules } from '../rule/rule-rows.js';
import { readStates } from '../state/state-store.js';

interface RulesByClock {
  readonly event: readonly WatchedRule[];
  readonly wall: readonly WatchedRule[];
}

/**
 * What the evaluator carries from minute to minute, so that each costs only what is new. All of it can be read again: another monitor does so when it takes
 * over, and this one after any failure.
 */
export class EvaluationMemory {
  readonly decisions = new DecisionWriter();
  readonly #table = new MinuteTable();
  readonly #requests = new RequestTable();
  readonly #problems = new ProblemTable();
  #problemsRead: Span | undefined;
  #narrowed = new Map<string, NarrowedTable>();
  #rules: RulesByClock = { event: [], wall: [] };
  #rulesVersion = -1;
  #services: readonly KnownService[] = [];
  #samples = new Map<number, Sample>();
  #closedThrough = 0;
  #samplesReadFrom = Number.POSITIVE_INFINITY;

  private constructor(
    readonly states: RuleStates,
    private readonly ownService: string,
  ) {}

  static async read(read: Read, ownService: string): Promise<EvaluationMemory> {
    return new EvaluationMemory(await readStates(read), ownService);
  }

  get rules(): RulesByClock {
    return this.#rules;
  }

  get services(): readonly KnownService[] {
    return this.#services;
  }

  /**
   * @param version changes whenever a rule does
   * @returns the rules that cannot be read, when rules have changed
   */
  async useRules(read: Read, version: number): Promise<readonly AlertRuleSetAside[] | undefined> {
    if (version === this.#rulesVersion) return undefined;
    const { rules, setAside } = await readRules(read);
    const enabled = rules.filter((rule) => rule.enabled);
    const watched = enabled.map((rule) => new WatchedRule(rule, this.ownService));
    this.#rules = {
      event: watched.filter(({ rule }) => kindOf(rule).clock === 'event'),
      wall: watched.filter(({ rule }) => kindOf(rule).clock === 'wall'),
    };
    this.#rulesVersion = version;
    return setAside;
  }

  async useServices(read: Read): Promise<void> {
    const services = await readServices(read);
    // The same list as long as none is new: what was found by it stays found.
    if (services.length !== this.#services.length) this.#services = services;
  }

  /** Closes the minutes before `at` that are open, and answers what the rules ask. */
  async measureLogs(read: Read, at: number): Promise<Measurements> {
    const questions = this.#rules.event.map(questionOf);
    const open = Math.max(this.#closedThrough, at - DAY_MS);
    await closeMinutes(read, open, at);
    await closeProblems(read, open, at);
    this.#closedThrough = at;
    await closeRequests(read, at);
    await this.useServices(read);
    await this.#readMinutes(read, questions, at);
    await this.#readProblems(read, questions, at);
    this.#narrowed = await readNarrowed(read, this.#narrowed, {
      questions,
      services: this.#services,
      at,
      unclosed: 'close',
    });
    const windows = requestWindows(questions);
    const minutes = await readRequests(
      read,
      this.#requests.needed(windows, at),
      'close',
      windows.map(({ view }) => view),
    );
    const requests = await this.#requests.sums(windows, at, minutes);
    return measureLogs(
      { table: this.#table, services: this.#services, narrowed: this.#narrowed, requests, problems: this.#problems },
      questions,
      at,
    );
  }

  /** Takes the sample of the minute, and answers what the rules ask. */
  async measureSamples(read: Read, at: number): Promise<Measurements> {
    const questions = this.#rules.wall.map(questionOf);
    const longest = Math.max(1, ...questions.map(({ window }) => window));
    const from = at - (longest + 1) * MINUTE_MS;
    if (from < this.#samplesReadFrom) {
      this.#samples = await readSamples(read, from, at);
      this.#samplesReadFrom = from;
    }
    const last = [...this.#samples.keys()].reduce((newest, minute) => Math.max(newest, minute), 0);
    this.#samples.set(at, await takeSample(read, at, this.#samples.get(last)));
    for (const minute of this.#samples.keys()) if (minute < at - DAY_MS - MINUTE_MS) this.#samples.delete(minute);
    return measureSamples(this.#samples, questions, at);
  }

  async #readMinutes(read: Read, questions: readonly Question[], at: number): Promise<void> {
    const spans = spansOf(questions, at);
    for (const span of spans) {
      let { from } = span;
      while (from < span.to && this.#table.has(from)) from += MINUTE_MS;
      if (from === span.to) continue;
      for (const closed of await readMinutes(read, from, span.to)) this.#table.put(closed);
      this.#table.fill({ from, to: span.to });
    }
    this.#table.keepOnly(spans);
  }

  /** Reads what is not in memory yet: the minutes since the last evaluation, or all of a longer window. */
  async #readProblems(read: Read, questions: readonly Question[], at: number): Promise<void> {
    const span = problemSpan(questions, at);
    if (span === undefined) return;
    const known = this.#problemsRead;
    const isKnown = known !== undefined && known.from <= span.from && known.to >= span.from;
    const from = isKnown ? known.to : span.from;
    if (from < span.to) this.#problems.put(await readProblems(read, { from, to: span.to }));
    this.#problemsRead = span;
    this.#problems.forgetBefore(span.from);
  }
}

function questionOf(watched: WatchedRule): Question {
  return kindOf(watched.rule).question(watched);
}
