/** What people decided about a problem. Times are RFC 3339 in UTC, so that they compare as texts. */
export interface Triage {
  state: TriageState;
  /** When the state was set; what happened by then is part of what it was about. */
  at?: string;
  /** resolved: only in this version and later ones. */
  version?: string;
  /** With version: what was known to be earlier when the store was emptied, to be filled again. */
  earlier?: string[];
  /** muted: until when. */
  until?: MutedUntil;
  assignee?: string;
  /** open: it had been resolved, and happened again then. */
  regressedAt?: string;
  /** Records that happened up to this moment are being deleted. */
  purge?: string;
}

export const TRIAGE_STATES = ['open', 'resolved', 'ignored', 'muted', 'deleted'] as const;
export type TriageState = (typeof TRIAGE_STATES)[number];

/** The first of these that comes true ends it. */
export interface MutedUntil {
  time?: string;
  /** So many errors since it was muted. */
  count?: number;
  /** So many errors within one minute. */
  perMinute?: number;
}

/** What has come since a state was set. */
export interface GroupNews {
  /** By version, '' where none is said: the latest moment at which an error happened (RFC 3339). */
  happened: readonly { version: string; at: string }[];
  /** Errors by minute from that of the mute on, counted when asked: only a mute by count or rate needs them. */
  sinceMuted: { count: number; mostPerMinute: number };
  /** True for a version that was there before the problem was resolved. */
  isEarlier: (version: string, than: string) => boolean;
}

/** What ends a state by itself: written down as an action of the monitor. */
export interface TriageChange {
  action: 'regressed' | 'unmuted' | 'returned';
  triage: Triage;
  detail: Record<string, string | number>;
}

/**
 * What news do to a state. A problem regresses by an error that happened after it was resolved, and not in an earlier version: what comes late, twice or
 * from a backlog never does.
 */
export function afterNews(triage: Triage, news: GroupNews, now: string): TriageChange | undefined {
  const since = triage.at ?? '';
  const later = news.happened.filter(({ at }) => at > since);
  if (triage.state === 'muted') return afterMuted(triage, news, now);
  if (later.length === 0) return undefined;
  if (triage.state === 'deleted') return opened(triage, 'returned', {});
  if (triage.state !== 'resolved') return undefined;
  const { version } = triage;
  const counts = version === undefined ? later : later.filter((one) => !isBefore(one.version, version, news));
  const first = counts[0];
  if (first === undefined) return undefined;
  const detail = { happenedAt: first.at, ...(first.version !== '' && { version: first.version }) };
  return opened({ ...triage, regressedAt: first.at }, 'regressed', detail);
}

function isBefore(version: string, than: string, { isEarlier }: GroupNews): boolean {
  return version !== '' && version !== than && isEarlier(version, than);
}

function afterMuted(triage: Triage, { sinceMuted }: GroupNews, now: string): TriageChange | undefined {
  const { time, count, perMinute } = triage.until ?? {};
  if (time !== undefined && now >= time) return opened(triage, 'unmuted', { because: 'time' });
  if (count !== undefined && sinceMuted.count >= count)
    return opened(triage, 'unmuted', { because: 'count', count: sinceMuted.count });
  if (perMinute !== undefined && sinceMuted.mostPerMinute >= perMinute)
    return opened(triage, 'unmuted', { because: 'rate', perMinute: sinceMuted.mostPerMinute });
  return undefined;
}

function opened(
  { assignee, regressedAt, purge }: Triage,
  action: TriageChange['action'],
  detail: TriageChange['detail'],
): TriageChange {
  const triage: Triage = {
    state: 'open',
    ...(assignee !== undefined && { assignee }),
    ...(purge !== undefined && { purge }),
  };
  return { action, detail, triage: action === 'regressed' && regressedAt ? { ...triage, regressedAt } : triage };
}

/** What somebody wants of a problem: what is left out stays. */
export interface TriageWish {
  state?: Exclude<TriageState, 'deleted'> | undefined;
  /** With resolved: only in this version and later ones. */
  resolvedInVersion?: string | undefined;
  /** With muted. */
  mutedUntil?: MutedUntil | undefined;
  /** null: nobody. */
  assignee?: string | null | undefined;
}

/**
 * The state after an action.
 *
 * @param now when it was done (RFC 3339): what happened by then is part of what it is about
 */
export function afterAction(triage: Triage, wish: TriageWish, now: string): Triage {
  const assignee = wish.assignee === undefined ? triage.assignee : (wish.assignee ?? undefined);
  const { purge } = triage;
  const kept = { ...(assignee !== undefined && { assignee }), ...(purge !== undefined && { purge }) };
  if (wish.state === undefined) {
    const { assignee: _before, ...rest } = triage;
    return { ...rest, ...kept };
  }
  return {
    state: wish.state,
    at: now,
    ...(wish.state === 'resolved' && wish.resolvedInVersion !== undefined && { version: wish.resolvedInVersion }),
    ...(wish.state === 'muted' && wish.mutedUntil !== undefined && { until: wish.mutedUntil }),
    ...kept,
  };
}
