import { CALM, type Condition } from './verdict.js';
import { isCooling, type Told, UNTOLD } from './telling.js';

/** What is remembered of one key of a rule. */
export interface RuleState extends Condition {
  readonly told: Told;
  /** When `firing` became what it is, milliseconds since 1970. */
  readonly since: number;
}

export const FIRST_STATE: RuleState = { ...CALM, told: UNTOLD, since: 0 };

/** States by rule and key. What is simply well is not in it. */
export class RuleStates {
  readonly #states: Map<string, Map<string, RuleState>>;

  constructor(states = new Map<string, Map<string, RuleState>>()) {
    this.#states = states;
  }

  of(ruleId: string, key: string): RuleState {
    return this.#states.get(ruleId)?.get(key) ?? FIRST_STATE;
  }

  keysOf(ruleId: string): Iterable<string> {
    return this.#states.get(ruleId)?.keys() ?? [];
  }

  fires(ruleId: string): boolean {
    return [...(this.#states.get(ruleId)?.values() ?? [])].some(({ firing }) => firing);
  }

  set(ruleId: string, key: string, state: RuleState | undefined): void {
    const ofRule = this.#states.get(ruleId) ?? new Map<string, RuleState>();
    if (state === undefined) ofRule.delete(key);
    else ofRule.set(key, state);
    if (ofRule.size === 0) this.#states.delete(ruleId);
    else this.#states.set(ruleId, ofRule);
  }

  /** Those of rules that are not among `ruleIds`. */
  without(ruleIds: ReadonlySet<string>): { ruleId: string; key: string; state: RuleState }[] {
    const others = [...this.#states].filter(([ruleId]) => !ruleIds.has(ruleId));
    return others.flatMap(([ruleId, states]) => [...states].map(([key, state]) => ({ ruleId, key, state })));
  }
}

/** Nothing that has to be remembered: not firing, nothing begun, and no cooldown that still runs. */
export function isForgettable({ firing, over, told }: RuleState, cooldownSeconds: number, at: number): boolean {
  return !firing && over === 0 && !told.open && !isCooling(told, cooldownSeconds, at);
}
