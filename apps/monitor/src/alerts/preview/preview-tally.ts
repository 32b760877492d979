import type { AlertPreviewAnswer, AlertRule } from '@log-monitor/monitor-api';
import { kindOf } from '../kind/kind-list.js';
import { MINUTE_MS } from '../../time/durations.js';
import type { Decision } from '../evaluation/evaluate-rules.js';
import type { TestedMinute } from './back-test.js';
import type { Span } from '../measure/minute-table.js';

const MOST_KEYS = 5;
const MOST_POINTS = 500;
const MOST_TRANSITIONS = 1000;

type Tested = Pick<TestedMinute, 'at'> & { readonly decision: Decision };

/** What is kept of a back-test while it runs: bounded, however many keys a rule has. */
export class PreviewTally {
  readonly #minutesPerPoint: number;
  /** By key and number of the point: the evaluation with the highest value. */
  readonly #highest = new Map<string, Map<number, Tested>>();
  readonly #transitions: Tested[] = [];
  #evaluations = 0;
  #fired = 0;
  #firingMinutes = 0;

  constructor(
    private readonly rule: AlertRule,
    private readonly span: Span,
  ) {
    const minutes = (span.to - span.from) / MINUTE_MS + 1;
    this.#minutesPerPoint = Math.ceil(minutes / MOST_POINTS);
  }

  add({ at, decisions }: TestedMinute): void {
    const point = Math.floor(this.#evaluations / this.#minutesPerPoint);
    this.#evaluations += 1;
    for (const decision of decisions) {
      this.#keepHighest(at, decision, point);
      if (decision.transition === undefined) continue;
      if (decision.transition === 'fired') this.#fired += 1;
      if (this.#transitions.length < MOST_TRANSITIONS) this.#transitions.push({ at, decision });
    }
    if (decisions.some(({ verdict }) => verdict === 'firing' || verdict === 'recovering')) this.#firingMinutes += 1;
  }

  /** Keys of what is answered. */
  get keys(): string[] {
    const told = this.#transitions.map(({ decision }) => decision.key);
    return [...new Set([...told, ...this.#series(new Map()).map(({ key }) => key)])];
  }

  /** @param names what people call keys that say nothing to them */
  answer(
    names: ReadonlyMap<string, string>,
  ): Pick<AlertPreviewAnswer, 'range' | 'evaluations' | 'fired' | 'firingMinutes' | 'transitions' | 'series'> {
    return {
      range: { from: new Date(this.span.from).toISOString(), to: new Date(this.span.to).toISOString() },
      evaluations: this.#evaluations,
      fired: this.#fired,
      firingMinutes: this.#firingMinutes,
      transitions: this.#transitions.map((one) =>
        this.#transitionOf(one, names.get(one.decision.key) ?? one.decision.key),
      ),
      series: this.#series(names),
    };
  }

  #keepHighest(at: number, decision: Decision, point: number): void {
    let points = this.#highest.get(decision.key);
    if (points === undefined) this.#highest.set(decision.key, (points = new Map<number, Tested>()));
    const known = points.get(point)?.decision;
    if (known === undefined || (decision.value ?? -1) > (known.value ?? -1)) points.set(point, { at, decision });
  }

  #transitionOf({ at, decision }: Tested, name: string): AlertPreviewAnswer['transitions'][number] {
    const { key, transition, value } = decision;
    const sentence = value === null ? this.rule.name : kindOf(this.rule).sentence(this.rule, name, value);
    return { at: new Date(at).toISOString(), key, transition: transition ?? 'fired', value, sentence };
  }

  #series(names: ReadonlyMap<string, string>): AlertPreviewAnswer['series'] {
    const most = (points: Map<number, Tested>): number =>
      [...points.values()].reduce((highest, { decision }) => Math.max(highest, decision.value ?? 0), 0);
    return [...this.#highest]
      .sort(([, left], [, right]) => most(right) - most(left))
      .slice(0, MOST_KEYS)
      .map(([key, points]) => ({
        key,
        ...(names.has(key) && { name: names.get(key) as string }),
        points: [...points.values()].map(({ at, decision: { value, verdict } }) => ({
          at: new Date(at).toISOString(),
          value,
          verdict,
        })),
      }));
  }
}
