import type { QuietHours, Silence, SilenceMatcher } from '@log-monitor/monitor-api';

export type Phase = 'in force' | 'to come' | 'over';

export function phaseOf({ startsAt, endsAt }: Pick<Silence, 'startsAt' | 'endsAt'>, nowMs: number): Phase {
  if (Date.parse(endsAt) <= nowMs) return 'over';
  return Date.parse(startsAt) > nowMs ? 'to come' : 'in force';
}

/** Which alerts a silence keeps back, in words. */
export function matcherText(
  { ruleId, key, severity, owner, labels = {} }: SilenceMatcher,
  nameOf: (ruleId: string) => string,
): string {
  const parts = [
    ...(ruleId === undefined ? [] : [`rule ${nameOf(ruleId)}`]),
    ...(key === undefined ? [] : [`about ${key}`]),
    ...(severity === undefined ? [] : [`severity ${severity}`]),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  ];
  return parts.length === 0 ? 'every alert' : parts.join(', ');
}

/** `slack, up to warning, 22:00 to 07:00 Europe/Berlin, sat and sun`. */
export function quietText({ channels, days, from, to, timeZone, upTo }: QuietHours): string {
  const whom = channels.length === 0 ? 'all channels' : channels.join(', ');
  const when = days.length === 0 ? '' : `, ${days.join(', ')}`;
  return `${whom}, up to ${upTo}, ${from} to ${to} ${timeZone}${when}`;
}
