import type { AlertRule, AlertVerdict } from '@log-monitor/monitor-api';
import type { Measured } from '../kind/alert-kind.js';
import { kindOf } from '../kind/kind-list.js';
import { inWords } from '../kind/words.js';
import type { Suppression } from '../evaluation/telling.js';

const HUSHED: Readonly<Record<Exclude<Suppression, 'none'>, string>> = {
  cooldown: 'nobody was told, because the last message about it was too recent',
  dependency: 'nobody was told, because a rule that this one depends on fires',
  mute: 'nobody was told, because it was muted',
  maintenance: 'nobody was told, because of maintenance',
  snooze: 'nobody was told again, because it was snoozed',
  acknowledged: 'nobody was told again, because somebody had acknowledged it',
};

/** Why a decision was as it was, in words. */
export function explain(rule: AlertRule, measured: Measured, verdict: AlertVerdict, suppression: Suppression): string {
  const { key, value, volume } = measured;
  if (value === null) return 'Undecided: what it measures could not be known.';
  const what = kindOf(rule).sentence(rule, key, value);
  const told = suppression === 'none' ? '' : `; ${HUSHED[suppression]}`;
  return `${headOf(rule, verdict, what, volume)}${told}.`;
}

function headOf(rule: AlertRule, verdict: AlertVerdict, what: string, volume: number): string {
  const { threshold, resolveThreshold = threshold, forWindows, minimumVolume } = rule;
  const counted = kindOf(rule).about === 'requests' ? 'requests' : 'records';
  switch (verdict) {
    case 'firing':
      return `Firing: ${what}; it fires at ${inWords(threshold)}`;
    case 'pending':
      return `Pending: ${what}, which is enough (${inWords(threshold)}), but not for ${forWindows} windows in a row yet`;
    case 'recovering':
      return `Still firing: ${what}, which is below ${inWords(resolveThreshold)}, but not for ${forWindows} windows in a row yet`;
    case 'not_enough':
      return `Not firing: ${inWords(volume)} ${counted} are fewer than minimumVolume (${inWords(minimumVolume)}); ${what}`;
    case 'undecided':
      return `Undecided: ${what}`;
    case 'ok':
      return `Not firing: ${what}; it fires at ${inWords(threshold)}`;
  }
}
