import type { AlertRule, AlertVerdict } from '@log-monitor/monitor-api';
import type { Measured } from '../kind/alert-kind.js';

/** What is remembered of one key of a rule from one evaluation to the next. */
export interface Condition {
  readonly firing: boolean;
  /** Windows in a row at or above the threshold. */
  readonly over: number;
  /** While firing: windows in a row below the threshold at which it is over. */
  readonly under: number;
}

export const CALM: Condition = { firing: false, over: 0, under: 0 };

export interface Judgement {
  readonly verdict: AlertVerdict;
  readonly condition: Condition;
}

type Limits = Pick<AlertRule, 'threshold' | 'resolveThreshold' | 'minimumVolume' | 'forWindows'>;

/**
 * Judges one window. It fires after `forWindows` windows in a row at or above `threshold`, and is over after as many below `resolveThreshold`. What cannot be
 * known changes nothing; a window with too few records counts as one below.
 */
export function judge(limits: Limits, before: Condition, { value, volume }: Omit<Measured, 'key'>): Judgement {
  if (value === null) return { verdict: 'undecided', condition: before };
  const enough = volume >= limits.minimumVolume;
  if (enough && value >= limits.threshold) return judgeOver(limits, before);
  const isBetween = enough && value >= (limits.resolveThreshold ?? limits.threshold);
  if (!before.firing) return { verdict: enough ? 'ok' : 'not_enough', condition: CALM };
  if (isBetween) return { verdict: 'firing', condition: { firing: true, over: 0, under: 0 } };
  const under = before.under + 1;
  if (under >= limits.forWindows) return { verdict: enough ? 'ok' : 'not_enough', condition: CALM };
  return { verdict: 'recovering', condition: { firing: true, over: 0, under } };
}

function judgeOver({ forWindows }: Limits, before: Condition): Judgement {
  const over = Math.min(before.over + 1, forWindows);
  const firing = before.firing || over >= forWindows;
  return { verdict: firing ? 'firing' : 'pending', condition: { firing, over, under: 0 } };
}
