import type { Place } from './place.js';
import type { Regrouped } from './regroup-errors.js';

/** Errors that go from one fingerprint to another, or stay. */
export interface Flow {
  /** null: they were stored before there were problems. */
  from: string | null;
  to: string;
  /** Name of the rule that decides; null: none. */
  rule: string | null;
  count: number;
  samples: Place[];
}

const MOST_SAMPLES = 3;
/** Distinct fingerprints that are told apart: a rule can make a problem of every error. */
const MOST_TARGETS = 100_000;

/** Counts by which fingerprint errors are grouped, and by which they would be. */
export class Tally {
  readonly #flows = new Map<string | null, Map<string, Flow>>();
  /** By hash: the text that the rule made of an error; null where none decides. */
  readonly targets = new Map<string, string | null>();
  errors = 0;
  /** There are more fingerprints than are told apart. */
  isCut = false;

  get flows(): Flow[] {
    return [...this.#flows.values()].flatMap((flows) => [...flows.values()]);
  }

  add(from: string | null, { hash: to, rule, text }: Regrouped, place: Place): void {
    this.errors += 1;
    let flows = this.#flows.get(from);
    if (flows === undefined) this.#flows.set(from, (flows = new Map<string, Flow>()));
    let flow = flows.get(to);
    if (flow === undefined) {
      if (!this.targets.has(to) && this.targets.size >= MOST_TARGETS) {
        this.isCut = true;
        return;
      }
      this.targets.set(to, text);
      flows.set(to, (flow = { from, to, rule, count: 0, samples: [] }));
    }
    flow.count += 1;
    if (flow.samples.length < MOST_SAMPLES) flow.samples.push({ id: place.id, time: place.time });
  }
}
