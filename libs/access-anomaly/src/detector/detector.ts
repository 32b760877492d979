import type { DetectorName } from '../rule/default-rules.js';
import type { SourceView } from './source-view.js';

/** What a finding is about; what does not apply is undefined. */
export interface Subject {
  readonly host?: string;
  /** `GET /orders/:id`. */
  readonly route?: string;
  readonly client?: string;
  /** `203.0.113.0/24`, `2001:db8:7::/48`. */
  readonly network?: string;
}

/** What a detector thinks of one subject after a window. */
export interface Judgement {
  readonly detector: DetectorName;
  readonly subject: Subject;
  /** How many times the limit; 1 is the limit. Judgements below 0.5 need not be given. */
  readonly excess: number;
  readonly observed: number;
  /** What was to be expected, in the same unit. */
  readonly expected: number;
  readonly unit: string;
  /** Seconds that were looked at, up to the end of the window. */
  readonly span: number;
  /** Share of the requests that are concerned, 0 to 1. */
  readonly share: number;
  /** Requests that were looked at. */
  readonly samples: number;
  /** One sentence. */
  readonly why: string;
}

/**
 * Looks at one source. What it has learned is plain data, so that it can be kept with the findings. After the same windows it says the same.
 */
export interface Detector {
  /** Called after every window of ten seconds, also without requests. */
  look(view: SourceView): Judgement[];
  /** What it has learned, as JSON can hold it. */
  state(): unknown;
  /** @param state as {@link state} gave it */
  restore(state: unknown): void;
}

/** Judgements of clients, in an order that does not depend on who came first. */
export function byClient(judgements: Judgement[]): Judgement[] {
  return judgements.sort(({ subject: { client: a = '' } }, { subject: { client: b = '' } }) => (a < b ? -1 : 1));
}

/** Judgements from here on keep a finding that is open. */
export const KEEPS = 0.5;
