import type { Group } from '@log-monitor/monitor-api';
import type { TableElement } from './grafana-element.js';

/** A row for each problem. */
export function groupTable(groups: readonly Group[], refId: string): TableElement {
  return {
    type: 'table',
    refId,
    columns: [
      { text: 'id', type: 'string' },
      { text: 'title', type: 'string' },
      { text: 'culprit', type: 'string' },
      { text: 'state', type: 'string' },
      { text: 'count', type: 'number' },
      { text: 'total', type: 'number' },
      { text: 'users', type: 'number' },
      { text: 'services', type: 'string' },
      { text: 'versions', type: 'string' },
      { text: 'assignee', type: 'string' },
      { text: 'first_seen', type: 'time' },
      { text: 'last_seen', type: 'time' },
    ],
    rows: groups.map((group) => [
      group.id,
      group.title,
      group.culprit,
      group.regressedAt === null ? group.state : 'regressed',
      group.count,
      group.total,
      group.users,
      group.services.join(', '),
      group.versions.join(', '),
      group.assignee,
      Date.parse(group.firstSeen),
      Date.parse(group.lastSeen),
    ]),
  };
}
