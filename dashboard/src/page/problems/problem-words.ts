import type { Group, GroupAnswer, GroupChange, MutedUntil } from '@log-monitor/monitor-api';
import { countText, countedText } from '../../text/number-text.js';
import { listTimeText, parseTime } from '../../text/time-text.js';

type GroupEvent = GroupAnswer['events'][number];

/** What a state is called: `regressed`, `resolved in 1.4.3`, `muted until 100 errors`. */
export function stateWords(group: Pick<Group, 'state' | 'regressedAt' | 'resolvedInVersion' | 'mutedUntil'>): string {
  const { state, regressedAt, resolvedInVersion, mutedUntil } = group;
  if (state === 'open') return regressedAt === null ? 'open' : 'regressed';
  if (state === 'resolved' && resolvedInVersion !== null) return `resolved in ${resolvedInVersion}`;
  return state === 'muted' && mutedUntil !== null ? `muted ${untilWords(mutedUntil)}` : state;
}

/** `until 14:05:00 or 100 errors`: the first of these ends it. */
function untilWords({ time, count, perMinute }: MutedUntil): string {
  const timeMs = parseTime(time);
  const parts = [
    ...(timeMs === undefined ? [] : [listTimeText(timeMs, Date.now())]),
    ...(count === undefined ? [] : [countedText(count, 'error')]),
    ...(perMinute === undefined ? [] : [`${countedText(perMinute, 'error')} in a minute`]),
  ];
  return parts.length === 0 ? 'until it is reopened' : `until ${parts.join(' or ')}`;
}

/** What a change did to so many problems, to be followed by a full stop. */
export function changeWords(change: GroupChange, count: number): string {
  const { state, resolvedInVersion, mutedUntil, assignee, note } = change;
  const what = count === 1 ? 'The problem' : countedText(count, 'problem');
  const is = count === 1 ? 'is' : 'are';
  if (state === 'open') return `${what} ${is} open again`;
  if (state === 'muted') return `${what} ${is} muted ${untilWords(mutedUntil ?? {})}`;
  if (state === 'resolved' && resolvedInVersion !== undefined) return `${what} ${is} resolved in ${resolvedInVersion}`;
  if (state !== undefined) return `${what} ${is} ${state}`;
  if (assignee === null) return `${what} ${is} assigned to nobody`;
  if (assignee !== undefined) return `${what} ${is} assigned to ${assignee}`;
  return note === undefined ? `${what} ${is} as before` : 'The note is kept';
}

/** What an action of the history was. */
export function eventWords({ action, detail }: Pick<GroupEvent, 'action' | 'detail'>): string {
  switch (action) {
    case 'open':
      return 'reopened it';
    case 'resolved':
      return detail['resolvedInVersion'] === undefined
        ? 'resolved it'
        : `resolved it in ${wordOf(detail, 'resolvedInVersion')}`;
    case 'ignored':
      return 'ignored it';
    case 'muted':
      return `muted it ${untilWords(detail['mutedUntil'] ?? {})}`;
    case 'assign':
      return detail['assignee'] === null ? 'assigned it to nobody' : `assigned it to ${wordOf(detail, 'assignee')}`;
    case 'note':
      return 'wrote a note';
    case 'merge':
      return `merged ${countedText(Array.isArray(detail['ids']) ? detail['ids'].length : 1, 'problem')} into it`;
    case 'split':
      return `split ${wordOf(detail, 'id')} off`;
    case 'undo':
      return `took back: ${wordOf(detail, 'action')}`;
    case 'delete':
      return 'deleted it';
    case 'regressed':
      return detail['version'] === undefined
        ? 'saw it happen again'
        : `saw it happen again in ${wordOf(detail, 'version')}`;
    case 'unmuted':
      return `ended the mute: ${becauseWords(detail)}`;
    case 'returned':
      return 'saw it happen again after it was deleted';
    default:
      return action;
  }
}

function becauseWords(detail: GroupEvent['detail']): string {
  if (detail['because'] === 'count') return `${countText(Number(detail['count']))} errors came`;
  if (detail['because'] === 'rate') return `${countText(Number(detail['perMinute']))} errors came within a minute`;
  return 'its time is over';
}

function wordOf(detail: GroupEvent['detail'], name: string): string {
  const word = detail[name];
  return typeof word === 'string' ? word : '?';
}
