import type { AlertKind, AlertRule } from '@log-monitor/monitor-api';
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

/** A kind of condition. It measures and words; what follows from a value is the same for all kinds (alerts/evaluation). */
export interface AlertKindDefinition {
  readonly name: AlertKind;
  /** event: by the time of the records, as soon as all of them are stored; wall: by the time of the monitor, every minute. */
  readonly clock: 'event' | 'wall';
  /** What `threshold` counts, for people. */
  readonly unit: string;
  /** Value of a key that has a state, and of which nothing is measured any more. */
  readonly absent: number;
  question(rule: WatchedRule): Question;
  measure(rule: WatchedRule, measurements: Measurements): Measured[];
  /** Says what is the matter, with the value that was measured. */
  sentence(rule: AlertRule, key: string, value: number): string;
  /** What about a rule cannot be so with this kind. */
  problem?(rule: Pick<AlertRule, 'scope' | 'groupBy' | 'checkIn' | 'threshold' | 'windowSeconds'>): string | undefined;
}
