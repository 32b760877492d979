import type { Group, GroupState, MutedUntil } from '@log-monitor/monitor-api';
import type { CountedRange } from './group-range.js';

/** A problem as statements select it. */
export interface GroupRow {
  /** 16 hexadecimal digits. */
  id: string;
  title: string;
  culprit: string | null;
  triage: {
    state: GroupState;
    at?: string;
    version?: string;
    until?: MutedUntil;
    assignee?: string;
    regressedAt?: string;
  };
  first_seen: Date;
  last_seen: Date;
  count: number;
  total: number;
  users: number;
  notes: number;
  revision: number;
}

/** Of `error_group g`, under the names of {@link GroupRow}; count comes from elsewhere. */
export const GROUP_COLUMNS = `lpad(to_hex(g.id), 16, '0') AS id, g.title, g.culprit, g.triage, g.first_seen, g.last_seen, g.count AS total, g.users, g.revision,
         (SELECT count(*) FROM error_group_event e WHERE e.group_id = g.id AND e.action = 'note' AND e.undone_by IS NULL)::int AS notes`;

/** What belongs to a problem besides its row. */
export interface GroupParts {
  services: readonly string[];
  versions: readonly string[];
  /** Counts by number of the part of the range. */
  trend: ReadonlyMap<number, number>;
}

export function toGroup(row: GroupRow, range: CountedRange, { services, versions, trend }: GroupParts): Group {
  const { triage } = row;
  const buckets = Math.ceil((range.to.getTime() - range.from.getTime()) / range.bucketMs);
  return {
    id: row.id,
    title: row.title,
    culprit: row.culprit,
    state: triage.state,
    stateAt: triage.at ?? null,
    regressedAt: triage.regressedAt ?? null,
    resolvedInVersion: triage.version ?? null,
    mutedUntil: triage.until ?? null,
    assignee: triage.assignee ?? null,
    services: [...services],
    versions: [...versions],
    firstSeen: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    count: row.count,
    total: row.total,
    users: row.users,
    notes: row.notes,
    revision: row.revision,
    trend: {
      from: range.from.toISOString(),
      bucketMs: range.bucketMs,
      counts: Array.from({ length: buckets }, (_, index) => trend.get(index) ?? 0),
    },
  };
}

/** The number of a problem as PostgreSQL keeps it, decimal; it is written as hexadecimal digits for people. */
export function numberOfGroup(id: string): string {
  return BigInt.asIntN(64, BigInt(`0x${id}`)).toString();
}
