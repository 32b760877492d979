import type {
  AlertGroup,
  AlertKind,
  AlertKindItem,
  AlertParameter,
  AlertRule,
  AlertScopeMember,
} from '@log-monitor/monitor-api';
import type { Measurements, Question } from '../measure/measurements.js';
import type { WatchedRule } from './watched-rule.js';

/** What was measured of one key of a rule. */
export interface Measured {
  /** Such as the service; '' for a rule without groups. */
  readonly key: string;
  /** In the kind's unit; null: it cannot be known now. */
  readonly value: number | null;
  /** How many records the value is made of. */
  readonly volume: number;
}

/** What a rule of a kind can have; everything else about it would have no meaning. */
export interface Accepted {
  readonly scope: readonly AlertScopeMember[];
  readonly groupBy: readonly AlertGroup[];
  /** It must name one of groupBy. */
  readonly isGrouped?: boolean;
  readonly parameters: readonly AlertParameter[];
  /** The least and the most that `threshold` can be, where not any number can. */
  readonly threshold?: { readonly min?: number; readonly max?: number };
}

/** A kind of condition. It measures and words; what follows from a value is the same for all kinds (alerts/evaluation). */
export interface AlertKindDefinition {
  readonly name: AlertKind;
  /** What the form of a rule says and begins with. */
  readonly form: Readonly<Pick<AlertKindItem, 'title' | 'format' | 'usual'>>;
  /** event: by the time of the records, as soon as all of them are stored; wall: by the time of the monitor, every minute. */
  readonly clock: 'event' | 'wall';
  /** What it looks at. */
  readonly about: 'records' | 'problems' | 'requests' | 'monitor';
  /** What `threshold` counts, for people. */
  readonly unit: string;
  /** Value of a key that has a state, and of which nothing is measured any more. */
  readonly absent: number;
  readonly accepts: Accepted;
  question(rule: WatchedRule): Question;
  /** @returns undefined when nothing can be known, not even of what there is something to measure */
  measure(rule: WatchedRule, measurements: Measurements): Measured[] | undefined;
  /**
   * Says what is the matter, with the value that was measured.
   *
   * @param key the key, or what people call it
   */
  sentence(rule: AlertRule, key: string, value: number): string;
  /** What about a rule cannot be so with this kind, beyond what it accepts. */
  problem?(rule: Pick<AlertRule, 'scope' | 'groupBy' | 'checkIn'>): string | undefined;
}
