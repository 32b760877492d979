import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reading } from '../../src/alerts/measure/reading.js';
import { installRules } from '../../src/alerts/rule/install-rules.js';
import { alertEvent } from '../parts/alert-events.js';
import { insertAccessRows } from '../parts/access-rows.js';
import { errorLine, request } from '../parts/access-lines.js';
import { HttpFixture } from './fixture/http-fixture.js';

/**
 * Each route of the description by its good, its bad and its empty case. What the answers hold in detail stands in the other
 * files; here a route that is new fails until it has its three.
 */
interface Case {
  /** What follows the route's path; where the path has a parameter, the whole address. */
  ask?: string;
  body?: unknown;
  status?: number;
  /** JSON answers must hold this, texts must contain it. */
  holds?: unknown;
}

interface RouteCases {
  good: Case;
  bad: Case;
  /** Asked while nothing was ever stored. */
  empty: Case;
}

const ID = '0198c0de-7c1a-7cc3-98c4-dc0c0c07398f';
const NOBODY = randomUUID();
const NO_PROBLEM = '00000000000000ff';
const OTHER_PROBLEM = '6a0c2b7de1a94433';
/** A fingerprint of PROBLEM that it got by merging. */
const MERGED_PRINT = '7b0c2b7de1a94433';
/** Of a request a minute ago, at a place of its own. */
const MICROS = (Date.now() - 60_000) * 1000 + 17;
const REQUEST = `${MICROS}-2-0-90112-0`;
const SILENCE = {
  ...{ kind: 'maintenance', matcher: { key: 'booking' } },
  ...{ startsAt: '2026-11-28T02:00:00.000Z', endsAt: '2026-11-28T04:00:00.000Z' },
};
const RULE = { name: 'Errors of booking', kind: 'log_count', scope: { services: ['booking'] }, threshold: 20 };
const GROUP_RULE = { name: 'Gateways', match: { message: '/gateway (\\w+)/' }, fingerprint: 'gateway {1}' };
const GROUP_RULE_ID = '0b9f6a52-6f3e-4c39-8d0b-3a9f3f1b7c11';
const record = { id: ID, level: 'ERROR', message: 'no room', service: 'booking' };
const unknown = { ask: '?nonsense=1', status: 400, holds: { code: 'PARAMETER_INVALID' } };
const otherMethod = { status: 405, holds: { code: 'METHOD_NOT_ALLOWED' } };
const brokenJson = { body: '{"target":', status: 400, holds: { code: 'BODY_INVALID' } };
const noSuch = (address: string): Case => ({ ask: address, status: 404, holds: { code: 'NOT_FOUND' } });
const noGroupRule = noSuch(`/api/v1/group-rules/${NOBODY}`);
const wrongId = (address: string): Case => ({ ask: address, status: 400, holds: { parameters: [{ name: 'id' }] } });
const series = (value: number) => [{ refId: 'A', datapoints: expect.arrayContaining([[value, expect.any(Number)]]) }];
const nothingKnown = { completeThrough: null };

const CASES: Readonly<Record<string, RouteCases>> = {
  'GET /api/v1/logs/errors': {
    good: { holds: { errors: [record], count: 1, nextCursor: null } },
    bad: unknown,
    empty: { holds: { ...nothingKnown, errors: [], count: 0, nextCursor: null } },
  },
  'GET /api/v1/logs/errors/{service}': {
    good: { ask: '/api/v1/logs/errors/booking', holds: { errors: [record], count: 1 } },
    bad: { ask: '/api/v1/logs/errors/booking?limit=0', status: 400 },
    empty: { ask: '/api/v1/logs/errors/booking', holds: { errors: [], count: 0, nextCursor: null } },
  },
  'GET /api/v1/logs/stats': {
    good: { holds: { total_logs: 2, total_errors: 1, error_rate: 0.5 } },
    bad: unknown,
    empty: { holds: { ...nothingKnown, total_logs: 0, total_errors: 0, error_rate: 0, by_service: {} } },
  },
  'GET /api/v1/logs/services': {
    good: { holds: { services: [{ name: 'booking', total: 2, errors: 1 }] } },
    bad: { ask: '?from=whenever', status: 400 },
    empty: { holds: { ...nothingKnown, services: [] } },
  },
  'GET /api/v1/logs/histogram': {
    good: { ask: '?from=now-2m', holds: { buckets: expect.arrayContaining([expect.anything()]) } },
    bad: { ask: '?by=host', status: 400 },
    empty: {
      ask: '?by=service',
      holds: { ...nothingKnown, buckets: expect.arrayContaining([expect.objectContaining({ counts: {} })]) },
    },
  },
  'GET /api/v1/logs/records/{id}': {
    good: { ask: `/api/v1/logs/records/${ID}`, holds: record },
    bad: wrongId('/api/v1/logs/records/17'),
    empty: noSuch(`/api/v1/logs/records/${ID}`),
  },
  'GET /api/v1/logs/records/{id}/context': {
    good: { ask: `/api/v1/logs/records/${ID}/context`, holds: { record, before: [{ level: 'INFO' }], after: [] } },
    bad: wrongId('/api/v1/logs/records/17/context'),
    empty: noSuch(`/api/v1/logs/records/${NOBODY}/context`),
  },
  'GET /api/v1/logs/search': {
    good: { ask: '?search=ROOM', holds: { records: [record], count: 1, searchedBackTo: null } },
    bad: { ask: '?cursor=x', status: 400 },
    empty: { holds: { ...nothingKnown, records: [], count: 0, nextCursor: null, searchedBackTo: null } },
  },
  'GET /api/v1/logs/facets': {
    good: { holds: { facets: { service: [{ value: 'booking', count: 2 }] } } },
    bad: { ask: '?limit=101', status: 400 },
    empty: { holds: { facets: { service: [], level: [], host: [], logger: [], errorType: [] } } },
  },
  'GET /api/v1/logs/export': {
    good: { ask: '?level=ERROR', holds: '"message":"no room"' },
    bad: { ask: '?format=xml', status: 400 },
    empty: { ask: '?format=csv', holds: 'timestamp,level,service' },
  },
  'GET /api/v1/logs/tail': {
    good: { ask: '?service=booking', holds: 'event: heartbeat' },
    bad: { ask: '?limit=5', status: 400 },
    empty: { holds: 'event: heartbeat' },
  },
  'GET /api/v1/groups': {
    good: { holds: { groups: [{ title: 'No room', count: 1, total: 1, state: 'open' }], total: 1 } },
    bad: { ask: '?sort=colour', status: 400 },
    empty: { ask: '?state=muted&assignee=-', holds: { ...nothingKnown, groups: [], total: 0, nextCursor: null } },
  },
  'GET /api/v1/groups/{id}': {
    good: { ask: '/api/v1/groups/PROBLEM', holds: { title: 'No room', samples: { last: { id: ID } }, events: [] } },
    bad: wrongId('/api/v1/groups/17'),
    empty: noSuch('/api/v1/groups/00000000000000ff'),
  },
  'PATCH /api/v1/groups/{id}': {
    good: { ask: '/api/v1/groups/PROBLEM', body: { state: 'resolved' }, status: 204 },
    bad: {
      ask: `/api/v1/groups/${NO_PROBLEM}`,
      body: { mutedUntil: { count: 3 } },
      status: 400,
      holds: { code: 'BODY_INVALID' },
    },
    empty: {
      ask: `/api/v1/groups/${NO_PROBLEM}`,
      body: { assignee: 'ada' },
      status: 404,
      holds: { code: 'NOT_FOUND' },
    },
  },
  'POST /api/v1/groups/bulk': {
    good: {
      body: { ids: [OTHER_PROBLEM, NO_PROBLEM], change: { assignee: 'ada', note: 'mine' } },
      holds: { changed: 1, absent: [NO_PROBLEM] },
    },
    bad: { body: { ids: [], change: {} }, status: 400, holds: { code: 'BODY_INVALID' } },
    empty: { body: { ids: [NO_PROBLEM], change: { state: 'ignored' } }, holds: { changed: 0, absent: [NO_PROBLEM] } },
  },
  'POST /api/v1/groups/{id}/merge': {
    good: { ask: '/api/v1/groups/PROBLEM/merge', body: { ids: [OTHER_PROBLEM] }, status: 204 },
    bad: { ask: '/api/v1/groups/17/merge', body: { ids: [OTHER_PROBLEM] }, status: 400 },
    empty: { ...noSuch(`/api/v1/groups/${NO_PROBLEM}/merge`), body: { ids: [OTHER_PROBLEM] } },
  },
  'POST /api/v1/groups/{id}/split': {
    good: { ask: '/api/v1/groups/PROBLEM/split', body: { fingerprints: [MERGED_PRINT] }, holds: { id: MERGED_PRINT } },
    bad: { ask: `/api/v1/groups/${NO_PROBLEM}/split`, body: { fingerprints: ['x'] }, status: 400 },
    empty: { ...noSuch(`/api/v1/groups/${NO_PROBLEM}/split`), body: { fingerprints: [MERGED_PRINT] } },
  },
  'POST /api/v1/groups/{id}/undo': {
    good: { ask: '/api/v1/groups/PROBLEM/undo', holds: { undone: 'split' } },
    bad: wrongId('/api/v1/groups/17/undo'),
    empty: noSuch(`/api/v1/groups/${NO_PROBLEM}/undo`),
  },
  'DELETE /api/v1/groups/{id}': {
    good: { ask: '/api/v1/groups/PROBLEM', status: 204 },
    bad: wrongId('/api/v1/groups/17'),
    empty: noSuch(`/api/v1/groups/${NO_PROBLEM}`),
  },
  'GET /api/v1/groups/compare': {
    good: { holds: { newCount: 1, new: [{ title: 'No room', count: 1, before: 0 }], grown: [], vanished: [] } },
    bad: { ask: '?beforeFrom=whenever', status: 400 },
    empty: { ...noSuch('/api/v1/groups/compare?version=9.9.9') },
  },
  'GET /api/v1/group-rules': {
    good: { holds: { rules: [{ id: GROUP_RULE_ID, name: 'Gateways' }], revision: 1, isApplied: false } },
    bad: unknown,
    empty: { holds: { rules: [], revision: 0, application: null, isApplied: true } },
  },
  'GET /api/v1/group-rules/history': {
    good: { holds: { changes: [{ revision: 1, actor: 'ada', action: 'create', rule: 'Gateways' }] } },
    bad: unknown,
    empty: { holds: { changes: [] } },
  },
  'POST /api/v1/group-rules/order': {
    good: { body: { ids: [GROUP_RULE_ID] }, holds: { rules: [{ id: GROUP_RULE_ID }], revision: 2 } },
    bad: { body: { ids: ['x'] }, status: 400, holds: { code: 'BODY_INVALID' } },
    empty: { body: { ids: [NOBODY] }, status: 409, holds: { code: 'GROUP_CONFLICT' } },
  },
  'POST /api/v1/group-rules/undo': {
    good: { holds: { rules: [{ id: GROUP_RULE_ID }], revision: 3 } },
    bad: unknown,
    empty: { status: 409, holds: { code: 'GROUP_CONFLICT' } },
  },
  'POST /api/v1/group-rules': {
    good: { body: { ...GROUP_RULE, name: 'Other' }, holds: { rules: [{ name: 'Gateways' }, { name: 'Other' }] } },
    bad: { body: { ...GROUP_RULE, match: {} }, status: 400, holds: { parameters: [{ name: 'match' }] } },
    empty: { body: { ...GROUP_RULE, fingerprint: '{2}' }, status: 400, holds: { code: 'RULE_INVALID' } },
  },
  'PUT /api/v1/group-rules/{id}': {
    good: {
      ask: `/api/v1/group-rules/${GROUP_RULE_ID}`,
      body: { ...GROUP_RULE, enabled: false },
      holds: { rules: [{ id: GROUP_RULE_ID, enabled: false }, { enabled: true }] },
    },
    bad: { ask: `/api/v1/group-rules/${NOBODY}`, body: { name: 'x' }, status: 400, holds: { code: 'BODY_INVALID' } },
    empty: { ...noGroupRule, body: GROUP_RULE },
  },
  'DELETE /api/v1/group-rules/{id}': {
    good: { ask: `/api/v1/group-rules/${GROUP_RULE_ID}`, holds: { rules: [{ name: 'Other' }] } },
    bad: { ...noGroupRule, ask: `/api/v1/group-rules/x` },
    empty: noGroupRule,
  },
  'POST /api/v1/groups/preview': {
    good: {
      body: { rules: [{ name: 'All', match: { service: '*' }, fingerprint: 'all' }] },
      holds: { errors: 1, isComplete: true, before: 1, after: 1, byRule: [{ name: 'All', errors: 1, problems: 1 }] },
    },
    bad: { body: { rules: [{ ...GROUP_RULE, fingerprint: '{2}' }] }, status: 400, holds: { code: 'RULE_INVALID' } },
    empty: { body: {}, holds: { errors: 0, before: 0, after: 0, joined: [], split: [] } },
  },
  'POST /api/v1/groups/apply': {
    good: { status: 200, holds: { state: 'running', phase: 'reading', moved: 0 } },
    bad: unknown,
    empty: { status: 200, holds: { state: 'running', revision: 0, problemsBefore: null } },
  },
  'DELETE /api/v1/groups/apply': {
    good: { holds: { state: 'stopped', failure: expect.stringContaining('stopped by') } },
    bad: unknown,
    empty: { holds: { state: 'stopped' } },
  },
  'GET /api/v1/access/summary': {
    good: {
      holds: {
        current: { requests: 2, errors: 1, faults: 1, clients: 1, latency: { max: 1200 } },
        before: { requests: 0 },
      },
    },
    bad: unknown,
    empty: {
      holds: { ...nothingKnown, current: { requests: 0, clients: 0, latency: { mean: null } }, shortened: null },
    },
  },
  'GET /api/v1/access/timeseries': {
    good: { ask: '?by=status&interval=1h', holds: { names: ['200', '502'], intervalMs: 3_600_000, basis: 'windows' } },
    bad: { ask: '?timeZone=Asia/Nowhere', status: 400 },
    empty: { ask: '?timeZone=Asia/Seoul', holds: { ...nothingKnown, names: [], timeZone: 'Asia/Seoul' } },
  },
  'GET /api/v1/access/statuses': {
    good: {
      holds: {
        statuses: [
          { status: 200, share: 0.5 },
          { status: 502, class: '5xx', faults: 1 },
        ],
      },
    },
    bad: { ask: '?status=whim', status: 400 },
    empty: { holds: { ...nothingKnown, statuses: [] } },
  },
  'GET /api/v1/access/projects': {
    good: { holds: { projects: [{ project: 'shop', hosts: ['shop-web.example'], requests: 2 }] } },
    bad: { ask: '?from=whenever', status: 400 },
    empty: { holds: { ...nothingKnown, projects: [] } },
  },
  'GET /api/v1/access/visitors': {
    good: { holds: { total: { requests: 2, clients: 1 } } },
    bad: { ask: '?interval=7s', status: 400 },
    empty: { holds: { ...nothingKnown, total: { requests: 0, clients: 0 } } },
  },
  'GET /api/v1/access/top/urls': {
    good: { holds: { rows: [{ name: '/orders/17', host: 'shop-web.example', requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/slow': {
    good: { holds: { rows: [{ name: '/orders/17', host: 'shop-web.example', requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/errors': {
    good: { holds: { rows: [{ name: '/orders/17', host: 'shop-web.example', requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/routes': {
    good: { holds: { rows: [{ name: 'GET /orders/:id', host: 'shop-web.example', requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/hosts': {
    good: { holds: { rows: [{ name: 'shop-web.example', host: null, requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/clients': {
    good: { holds: { rows: [{ name: '203.0.113.9', host: null, requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/not-found': {
    good: { ask: '?status=404', holds: { rows: [] } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [] } },
  },
  'GET /api/v1/access/top/referrers': {
    good: { holds: { rows: [{ name: 'search.example', host: null, requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/browsers': {
    good: { holds: { rows: [{ name: 'curl', host: null, requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/top/systems': {
    good: { holds: { rows: [{ name: '(unknown)', host: null, requests: 2 }], approximate: 0 } },
    bad: { ask: '?limit=0', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], approximate: 0, late: 0 } },
  },
  'GET /api/v1/access/requests': {
    good: {
      ask: '?status=errors',
      holds: { requests: [{ status: 502, project: 'shop', id: REQUEST }], nextCursor: null },
    },
    bad: { ask: '?cursor=x', status: 400 },
    empty: { holds: { ...nothingKnown, requests: [], count: 0, nextCursor: null } },
  },
  'GET /api/v1/access/requests/{id}': {
    good: {
      ask: `/api/v1/access/requests/${REQUEST}`,
      holds: { status: 502, parsed: { urlPath: '/orders/17', userAgentOriginal: 'curl/8.1' } },
    },
    bad: wrongId('/api/v1/access/requests/x'),
    empty: noSuch(`/api/v1/access/requests/${REQUEST}`),
  },
  'GET /api/v1/access/causes': {
    good: {
      ask: '?status=502&route=GET%20/orders/:id',
      holds: {
        summary: '100 % of the 502s on GET /orders/:id: No room in booking',
        causes: [{ title: 'No room', service: 'booking', requests: 1, error: ID, request: REQUEST }],
        unexplained: { requests: 0, share: 0 },
      },
    },
    bad: { ask: '?status=whim', status: 400 },
    empty: { holds: { ...nothingKnown, summary: null, requests: 0, causes: [], sampledFrom: null } },
  },
  'GET /api/v1/access/requests/{id}/errors': {
    good: {
      ask: `/api/v1/access/requests/${REQUEST}/errors`,
      holds: { matchedBy: 'request_id', errors: [{ share: null, record: { id: ID } }], count: 1 },
    },
    bad: wrongId('/api/v1/access/requests/x/errors'),
    empty: noSuch(`/api/v1/access/requests/${REQUEST}/errors`),
  },
  'GET /api/v1/logs/records/{id}/requests': {
    good: {
      ask: `/api/v1/logs/records/${ID}/requests`,
      holds: { matchedBy: 'request_id', requests: [{ share: null, request: { id: REQUEST, status: 502 } }], count: 1 },
    },
    bad: wrongId('/api/v1/logs/records/17/requests'),
    empty: noSuch(`/api/v1/logs/records/${ID}/requests`),
  },
  'GET /api/v1/access/export': {
    good: { ask: '?status=5xx', holds: '"status":502' },
    bad: { ask: '?format=xml', status: 400 },
    empty: { ask: '?format=csv', holds: 'time,host,project' },
  },
  'GET /api/v1/access/errors': {
    good: { holds: { errors: [{ level: 'ERROR', class: 'connection_failed' }], count: 1 } },
    bad: { ask: '?class=whim', status: 400 },
    empty: { holds: { ...nothingKnown, errors: [], count: 0, nextCursor: null } },
  },
  'GET /api/v1/access/errors/classes': {
    good: { ask: '?by=host', holds: { rows: [{ host: '(unknown)', level: 'ERROR', count: 1, share: 1 }], total: 1 } },
    bad: { ask: '?by=client', status: 400 },
    empty: { holds: { ...nothingKnown, rows: [], total: 0 } },
  },
  'GET /api/v1/access/unparsed': {
    good: { holds: { lines: [{ reason: 'format_mismatch', line: 'batman' }], count: 1 } },
    bad: { ask: '?reason=whim', status: 400 },
    empty: { holds: { ...nothingKnown, lines: [], count: 0, nextCursor: null } },
  },
  'GET /api/v1/access/sources': {
    good: { holds: { sources: [{ name: 'shop-nginx', lines: 4, requests: 2, errors: 1, unparsed: 1 }] } },
    bad: unknown,
    empty: { holds: { ...nothingKnown, sources: [] } },
  },
  'GET /api/v1/access/anomalies': {
    good: { holds: { anomalies: [{ id: '1', detector: 'fault_surge', source: 'shop-nginx', score: 83 }], count: 1 } },
    bad: { ask: '?minScore=101', status: 400, holds: { parameters: [{ name: 'minScore' }] } },
    empty: { holds: { ...nothingKnown, anomalies: [], sources: [], nextCursor: null } },
  },
  'GET /api/v1/access/anomalies/rules': {
    good: { holds: { rules: expect.arrayContaining([expect.objectContaining({ detector: 'scan', leastScore: 50 })]) } },
    bad: unknown,
    empty: { holds: { rules: expect.arrayContaining([expect.objectContaining({ detector: 'flood' })]) } },
  },
  'GET /api/v1/access/anomalies/silences': {
    good: { holds: { silences: [{ id: '1', client: '198.51.100.7', comment: 'our scanner' }] } },
    bad: unknown,
    empty: { holds: { silences: [] } },
  },
  'POST /api/v1/access/anomalies/silences': {
    good: { body: { client: '203.0.113.0/24', detectors: ['scan'] }, holds: { detectors: ['scan'], comment: '' } },
    bad: { body: { detectors: ['nothing'] }, status: 400, holds: { code: 'BODY_INVALID' } },
    empty: { body: {}, status: 400, holds: { code: 'BODY_INVALID' } },
  },
  'DELETE /api/v1/access/anomalies/silences/{id}': {
    good: { ask: '/api/v1/access/anomalies/silences/1', status: 204 },
    bad: wrongId('/api/v1/access/anomalies/silences/x'),
    empty: noSuch('/api/v1/access/anomalies/silences/1'),
  },
  'GET /api/v1/ingest': {
    good: { holds: { partitions: [{ topic: 'application-logs', partition: 0, lag: 5 }], deadLetters: 2 } },
    bad: unknown,
    empty: { holds: { ...nothingKnown, partitions: [], services: [], gaps: [], deadLetters: 0 } },
  },
  'GET /api/v1/ingest/ledger': {
    good: { ask: '?service=booking', holds: { instances: [{ service: 'booking', last: 2 }], nextCursor: null } },
    bad: { ask: '?cursor=x', status: 400 },
    empty: { holds: { ...nothingKnown, instances: [], nextCursor: null } },
  },
  'GET /api/v1/alerts/kinds': {
    good: {
      holds: {
        kinds: expect.arrayContaining([
          expect.objectContaining({
            ...{ name: 'disk', clock: 'wall', unit: 'bytes of the database', format: 'bytes', about: 'monitor' },
            ...{ scope: [], groupBy: [], isGrouped: false, parameters: [], threshold: { min: 0, max: 1e15 } },
          }),
        ]),
      },
    },
    bad: unknown,
    empty: { holds: { kinds: expect.any(Array) } },
  },
  'GET /api/v1/alerts/rules': {
    good: {
      holds: { rules: [{ id: 'default-anomaly' }, { id: 'default-any-critical', late: 0, firing: 0 }, {}, {}, {}, {}] },
    },
    bad: unknown,
    empty: { holds: { ...nothingKnown, rules: [] } },
  },
  'POST /api/v1/alerts/rules': {
    good: { body: RULE, holds: { ...RULE, source: 'api', version: 1, enabled: true } },
    bad: {
      body: { ...RULE, threshold: 0 },
      status: 400,
      holds: { code: 'RULE_INVALID', parameters: [{ name: 'threshold' }] },
    },
    empty: { body: {}, status: 400, holds: { code: 'BODY_INVALID' } },
  },
  'POST /api/v1/alerts/rules/preview': {
    good: { ask: '?from=now-1h', body: { rule: RULE }, holds: { evaluations: 60, fired: 0 } },
    bad: { ask: '?from=now-9d', body: { rule: RULE }, status: 400, holds: { code: 'PARAMETER_INVALID' } },
    empty: { body: { rule: { ...RULE, groupBy: 'service' } }, holds: { fired: 0, series: [] } },
  },
  'GET /api/v1/alerts/rules/{id}': {
    good: { ask: '/api/v1/alerts/rules/default-error-share', holds: { kind: 'log_error_share', source: 'default' } },
    bad: { ask: '/api/v1/alerts/rules/default-error-share?nonsense=1', status: 400 },
    empty: noSuch('/api/v1/alerts/rules/default-error-share'),
  },
  'PUT /api/v1/alerts/rules/{id}': {
    good: {
      ask: '/api/v1/alerts/rules/default-error-share',
      body: RULE,
      holds: { ...RULE, source: 'default', version: 2 },
    },
    bad: { ask: '/api/v1/alerts/rules/default-error-share', body: { ...RULE, kind: 'whim' }, status: 400 },
    empty: { ...noSuch('/api/v1/alerts/rules/default-error-share'), body: RULE },
  },
  'DELETE /api/v1/alerts/rules/{id}': {
    good: { ask: '/api/v1/alerts/rules/default-service-errors', status: 204 },
    bad: { ask: '/api/v1/alerts/rules/default-service-errors?nonsense=1', status: 400 },
    empty: noSuch('/api/v1/alerts/rules/default-service-errors'),
  },
  'POST /api/v1/alerts/rules/{id}/preview': {
    good: {
      ask: '/api/v1/alerts/rules/default-any-critical/preview?from=now-2h&to=now-1h',
      holds: { evaluations: 61 },
    },
    bad: { ask: '/api/v1/alerts/rules/default-any-critical/preview?from=whenever', status: 400 },
    empty: noSuch('/api/v1/alerts/rules/default-any-critical/preview'),
  },
  'GET /api/v1/alerts/decisions': {
    good: { ask: '?ruleId=default-any-critical', holds: { state: 'undecided', decisions: [], events: [] } },
    bad: { ask: '?at=now', status: 400 },
    empty: noSuch('/api/v1/alerts/decisions?ruleId=default-any-critical'),
  },
  'GET /api/v1/alerts/states': {
    good: { holds: { states: [], evaluator: null } },
    bad: unknown,
    empty: { holds: { ...nothingKnown, states: [], evaluatedThrough: null, undecidedSince: null } },
  },
  'GET /api/v1/alerts/events': {
    good: { ask: '?limit=1', holds: { events: [], nextCursor: null } },
    bad: { ask: '?cursor=x', status: 400 },
    empty: { holds: { ...nothingKnown, events: [], count: 0, nextCursor: null } },
  },
  'POST /api/v1/alerts/check-ins/{name}': {
    good: { ask: '/api/v1/alerts/check-ins/nightly-backup', holds: { name: 'nightly-backup' } },
    bad: { ask: '/api/v1/alerts/check-ins/nightly%20backup', status: 400 },
    empty: { ask: '/api/v1/alerts/check-ins/x', holds: { name: 'x' } },
  },
  'GET /api/v1/alerts/channels': {
    good: { holds: { channels: [{ name: 'file', state: 'unused', waiting: 1, failures: 0 }] } },
    bad: unknown,
    empty: { holds: { channels: [{ name: 'file', state: 'unused', waiting: 0 }] } },
  },
  'POST /api/v1/alerts/channels/{name}/test': {
    good: { ask: '/api/v1/alerts/channels/file/test', holds: { delivered: true } },
    bad: { ask: '/api/v1/alerts/channels/file/test?nonsense=1', status: 400 },
    empty: noSuch('/api/v1/alerts/channels/fax/test'),
  },
  'GET /api/v1/alerts/notifications': {
    good: {
      ask: '?state=waiting&channel=file',
      holds: { notifications: [{ key: 'booking', state: 'waiting', attempts: [] }], count: 1, nextCursor: null },
    },
    bad: { ask: '?state=whim', status: 400 },
    empty: { holds: { notifications: [], count: 0, nextCursor: null } },
  },
  'GET /api/v1/alerts/incidents': {
    good: { holds: { incidents: [{ id: NOBODY, key: 'booking', resolvedAt: null }] } },
    bad: { ask: '?state=whim', status: 400 },
    empty: { holds: { incidents: [] } },
  },
  'POST /api/v1/alerts/incidents/{id}/acknowledge': {
    good: { ask: `/api/v1/alerts/incidents/${NOBODY}/acknowledge`, body: { comment: 'on it' }, status: 204 },
    bad: wrongId('/api/v1/alerts/incidents/17/acknowledge'),
    empty: noSuch(`/api/v1/alerts/incidents/${NOBODY}/acknowledge`),
  },
  'POST /api/v1/alerts/incidents/{id}/snooze': {
    good: { ask: `/api/v1/alerts/incidents/${NOBODY}/snooze`, body: { minutes: 30 }, status: 204 },
    bad: { ask: `/api/v1/alerts/incidents/${NOBODY}/snooze`, body: { minutes: 0 }, status: 400 },
    empty: { ...noSuch(`/api/v1/alerts/incidents/${NOBODY}/snooze`), body: { minutes: 30 } },
  },
  'DELETE /api/v1/alerts/incidents/{id}/snooze': {
    good: { ask: `/api/v1/alerts/incidents/${NOBODY}/snooze`, status: 204 },
    bad: wrongId('/api/v1/alerts/incidents/17/snooze'),
    empty: noSuch(`/api/v1/alerts/incidents/${NOBODY}/snooze`),
  },
  'GET /api/v1/alerts/silences': {
    good: { holds: { silences: [{ id: NOBODY, kind: 'mute', matcher: { key: 'shop' } }] } },
    bad: unknown,
    empty: { holds: { silences: [], quietHours: [] } },
  },
  'POST /api/v1/alerts/silences': {
    good: { body: SILENCE, holds: { ...SILENCE, comment: '', createdBy: expect.any(String) } },
    bad: { body: { ...SILENCE, endsAt: SILENCE.startsAt }, status: 400, holds: { code: 'BODY_INVALID' } },
    empty: {
      body: {},
      status: 400,
      holds: { parameters: expect.arrayContaining([{ name: 'kind', reason: expect.any(String) }]) },
    },
  },
  'DELETE /api/v1/alerts/silences/{id}': {
    good: { ask: `/api/v1/alerts/silences/${NOBODY}`, status: 204 },
    bad: wrongId('/api/v1/alerts/silences/x'),
    empty: noSuch(`/api/v1/alerts/silences/${NOBODY}`),
  },
  'GET /api/v1/alerts/settings': {
    good: { holds: { hourlyCap: expect.any(Number) } },
    bad: unknown,
    empty: { holds: { hourlyCap: 30, quietHours: [], escalation: [] } },
  },
  'PUT /api/v1/alerts/settings': {
    good: { body: { hourlyCap: 7 }, holds: { hourlyCap: 7, quietHours: [], escalation: [] } },
    bad: { body: { hourlyCap: 0 }, status: 400, holds: { parameters: [{ name: 'hourlyCap' }] } },
    empty: { body: {}, holds: { hourlyCap: 30 } },
  },
  'GET /api/v1/alerts/messages/{id}': {
    good: { ask: '/api/v1/alerts/messages/9?format=text', holds: '3 CRITICAL records of booking.' },
    bad: wrongId('/api/v1/alerts/messages/x'),
    empty: noSuch('/api/v1/alerts/messages/9'),
  },
  'GET /api/v1/alerts/reports': {
    good: { holds: { schedules: [], reports: [] } },
    bad: unknown,
    empty: { holds: { schedules: [], reports: [] } },
  },
  'POST /api/v1/alerts/reports': {
    good: { body: { interval: '1h' }, holds: { channels: ['file'] } },
    bad: { body: { interval: 'hourly' }, status: 400, holds: { parameters: [{ name: 'interval' }] } },
    empty: { body: { interval: '99d' }, status: 400, holds: { parameters: [{ name: 'interval' }] } },
  },
  'GET /api/v1/alerts/report': {
    good: { ask: '?interval=2w', holds: { interval: '14d', totals: { records: expect.any(Number) as number } } },
    bad: { ask: '?from=now-60d', status: 400, holds: { parameters: [{ name: 'from' }] } },
    empty: { ask: '?from=now-5h&to=now-2h', holds: { interval: '3h', access: null, problems: { count: 0 } } },
  },
  'GET /api/v1/alerts/report/preview': {
    good: { ask: '?format=text&interval=1h', holds: 'booking: 1 error ' },
    bad: { ask: '?interval=99d', status: 400 },
    empty: { holds: 'nothing was logged' },
  },
  'GET /api/v1/ingest/dead-letters': {
    good: { holds: { deadLetters: [{ id: 18 }, { id: 17 }] } },
    bad: { ask: '?reason=whim', status: 400 },
    empty: { holds: { ...nothingKnown, deadLetters: [], nextCursor: null } },
  },
  'POST /api/v1/ingest/dead-letters/{id}/retry': {
    good: { ask: '/api/v1/ingest/dead-letters/17/retry', status: 200 },
    bad: wrongId('/api/v1/ingest/dead-letters/x/retry'),
    empty: noSuch('/api/v1/ingest/dead-letters/17/retry'),
  },
  'DELETE /api/v1/ingest/dead-letters/{id}': {
    good: { ask: '/api/v1/ingest/dead-letters/18', status: 204 },
    bad: wrongId('/api/v1/ingest/dead-letters/x'),
    empty: noSuch('/api/v1/ingest/dead-letters/18'),
  },
  'GET /api/v1/grafana': { good: { holds: { status: 'ok' } }, bad: otherMethod, empty: { holds: { status: 'ok' } } },
  'POST /api/v1/grafana/search': {
    good: { body: { target: 'by_serv' }, holds: ['error_by_service', 'log_by_service'] },
    bad: brokenJson,
    empty: { body: { target: 'no such' }, holds: [] },
  },
  'GET /api/v1/grafana/search': {
    good: { ask: '?target=by_serv', holds: ['error_by_service', 'log_by_service'] },
    bad: otherMethod,
    empty: { ask: '?target=no+such', holds: [] },
  },
  'POST /api/v1/grafana/metrics': {
    good: { body: {}, holds: expect.arrayContaining([expect.objectContaining({ value: 'error_count' })]) },
    bad: brokenJson,
    empty: { holds: expect.arrayContaining([expect.objectContaining({ value: 'error_count' })]) },
  },
  'POST /api/v1/grafana/metric-payload-options': {
    good: { body: { metric: 'error_count', payload: {}, name: 'service' }, holds: [{ value: 'booking' }] },
    bad: brokenJson,
    empty: { body: { metric: 'error_count', payload: {}, name: 'service' }, holds: [] },
  },
  'POST /api/v1/grafana/query': {
    good: { body: { target: 'error_count' }, holds: series(1) },
    bad: { body: { target: 'error_count', range: { from: 'whenever' } }, status: 400 },
    empty: { body: { target: 'errors' }, holds: [{ refId: 'A', type: 'table', rows: [] }] },
  },
  'GET /api/v1/grafana/query': {
    good: { ask: '?target=log_count', holds: series(2) },
    bad: { ask: '?target=log_count&from=whenever', status: 400 },
    empty: { ask: '?target=error_by_service', holds: [{ refId: 'A', datapoints: [] }] },
  },
  'POST /api/v1/grafana/variable': {
    good: { body: { payload: { target: 'services' } }, holds: [{ __text: 'booking', __value: 'booking' }] },
    bad: brokenJson,
    empty: { body: { payload: { target: 'hosts' } }, holds: [] },
  },
  'POST /api/v1/grafana/tag-keys': {
    good: { body: {}, holds: expect.arrayContaining([{ type: 'string', text: 'service' }]) },
    bad: brokenJson,
    empty: { holds: expect.arrayContaining([{ type: 'string', text: 'project' }]) },
  },
  'POST /api/v1/grafana/tag-values': {
    good: { body: { key: 'host' }, holds: [{ text: 'host-1' }] },
    bad: brokenJson,
    empty: { body: { key: 'host' }, holds: [] },
  },
  'POST /api/v1/grafana/annotations': {
    good: { body: {}, holds: [{ text: 'no room', tags: ['ERROR', 'booking'] }] },
    bad: { body: { range: { from: 'whenever' } }, status: 400 },
    empty: { body: {}, holds: [] },
  },
  'GET /api/v1/grafana/annotations': {
    good: { holds: [{ text: 'no room' }] },
    bad: { ask: '?from=whenever', status: 400 },
    empty: { ask: '?query=deploys', holds: [] },
  },
  'GET /health/live': { good: { holds: { status: 'ok' } }, bad: otherMethod, empty: { holds: { status: 'ok' } } },
  'GET /health/ready': { good: { holds: { ready: true } }, bad: otherMethod, empty: { holds: { ready: true } } },
  'GET /metrics': {
    good: { holds: 'log_monitor_queries_running' },
    bad: otherMethod,
    empty: { holds: 'log_monitor_queries_running' },
  },
};

let http: HttpFixture;
/** Id of the problem that PROBLEM stands for in addresses. */
let problem = '';

beforeAll(async () => {
  http = await HttpFixture.create();
});
afterAll(() => http.close());

/** Status and answer; of a stream that has no end its first part. */
async function ask(route: string, { ask: asked = '', body }: Case, method: string): Promise<[number, unknown]> {
  const path = route.slice(route.indexOf(' ') + 1);
  const address = (asked.startsWith('/') ? asked : path + asked).replace('PROBLEM', problem);
  const enough = new AbortController();
  const response = await fetch(`http://127.0.0.1:${http.port}${address}`, {
    method,
    signal: enough.signal,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const first = await response.body?.getReader().read();
    enough.abort();
    return [response.status, new TextDecoder().decode(first?.value)];
  }
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json;/.test(response.headers.get('content-type') ?? '');
  return [response.status, isJson ? (JSON.parse(text) as unknown) : text];
}

async function check(route: string, one: Case, method = route.slice(0, route.indexOf(' '))): Promise<void> {
  const [status, answer] = await ask(route, one, method);
  expect([route, status, answer]).toEqual([route, one.status ?? 200, answer]);
  if (typeof one.holds === 'string') expect(answer).toContain(one.holds);
  else if (one.holds !== undefined) expect({ answer }).toMatchObject({ answer: one.holds });
}

it('has cases for every route of the description, and for no other', async () => {
  const { body } = await http.get('/api/docs-json').expect(200);
  const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(CASES).sort()).toEqual(routes.sort());
});

describe('while nothing is stored', () => {
  it.each(Object.keys(CASES))('%s', async (route) => check(route, (CASES[route] as RouteCases).empty));
});

describe('asked wrongly', () => {
  it.each(Object.keys(CASES))('%s', async (route) => {
    const { bad } = CASES[route] as RouteCases;
    await check(route, bad, bad === otherMethod ? 'PUT' : undefined);
  });
});

describe('asked rightly', () => {
  beforeAll(async () => {
    const { store } = http;
    const minuteAgo = Date.now() - 60_000;
    const instance = randomUUID();
    await store.store([
      { time: minuteAgo, level: 'INFO', service: 'booking', instance, seq: 1 },
      { ...record, level: 'ERROR', time: minuteAgo + 1, instance, seq: 2, requestId: 'req-77' },
    ]);
    problem = await store.problem('No room', [ID]);
    await store.problem('Another', [], OTHER_PROBLEM);
    await store.fingerprint(MERGED_PRINT, problem);
    await store.client.query(
      `INSERT INTO group_rules (revision, undo_to, actor, action, rule, rules) VALUES (1, -1, 'ada', 'create', 'Gateways', $1)`,
      [JSON.stringify([{ ...GROUP_RULE, id: GROUP_RULE_ID, enabled: true, updatedAt: new Date(), updatedBy: 'ada' }])],
    );
    const source = await store.source('booking', 'host-1', instance);
    await store.ledger(source, { firstSeen: minuteAgo, lastSeen: minuteAgo + 1, highest: 2 });
    await store.client.query(
      `INSERT INTO ingest_position (topic, kafka_partition, first_offset, next_offset, end_offset) VALUES ('application-logs', 0, 0, 2, 7)`,
    );
    const readable = Buffer.from(JSON.stringify({ message: 'readable by now', level: 'info', service: 'booking' }));
    await store.deadLetter({ id: 17, offset: 17, value: readable });
    await store.deadLetter({ id: 18, offset: 18, value: Buffer.from('never readable') });
    const shop = {
      serverAddress: 'shop-web.example',
      urlPath: '/orders/17',
      httpRoute: '/orders/:id',
      clientAddress: '203.0.113.9',
      httpRequestReferrer: 'https://search.example/?q=orders',
      userAgentName: 'curl',
    };
    await store.client.query(
      `INSERT INTO access_anomaly (first_seen, found_at, last_seen, observed, expected, share, samples, source_id, span_seconds, score, detector, host, unit, why, key)
       VALUES (now() - interval '1 minute', now(), now(), 0.5, 0.002, 0.5, 40, 2, 30, 83, 'fault_surge', 'shop-web.example', 'share', 'half of them failed', 'x')`,
    );
    await store.client.query(
      `INSERT INTO access_anomaly_silence (created_by, comment, rule) VALUES ('somebody', 'our scanner', '{"client":"198.51.100.7"}')`,
    );
    const line = '203.0.113.9 - - [21/Nov/2026:07:00:00 +0000] "GET /orders/17 HTTP/1.1" 502 552 "-" "curl/8.1"';
    await insertAccessRows(store.client, {
      source: 2,
      name: 'shop-nginx',
      requests: [
        {
          micros: MICROS,
          offset: 90_112,
          line,
          record: request({ ...shop, httpResponseStatusCode: 502, durationMs: 1200, requestId: 'req-77' }),
        },
        { micros: MICROS - 5, offset: 90_111, line, record: request({ ...shop, durationMs: 12 }) },
      ],
      errors: [{ micros: MICROS, offset: 3, line: 'connect() failed', record: errorLine() }],
      unparsed: [{ micros: MICROS, offset: 4, line: 'batman', reason: 'format_mismatch' }],
    });
    await installRules(reading(store.client));
    await store.progress(new Date(), 0);
    const event = JSON.stringify(alertEvent());
    await store.client.query(
      `INSERT INTO alert_incident (id, rule_id, key, event, fired_at) VALUES ($1, 'any-critical', 'booking', $2, now())`,
      [NOBODY, event],
    );
    await store.client.query(`INSERT INTO alert_notification (event_id, channel, event) VALUES ($1, 'file', $2)`, [
      NOBODY,
      event,
    ]);
    await store.client.query(
      `INSERT INTO alert_message (id, channel, kind, content, state) OVERRIDING SYSTEM VALUE VALUES (9, 'fax', 'alert', $1, 'delivered')`,
      [JSON.stringify({ kind: 'alert', events: [alertEvent()], suppressed: 0 })],
    );
    await store.client.query(
      `INSERT INTO alert_silence (id, kind, matcher, starts_at, ends_at, comment, created_by) VALUES ($1, 'mute', '{"key":"shop"}', now(), now() + interval '1 hour', '', 'me')`,
      [NOBODY],
    );
  });

  // Retried and thrown away last: what they change is looked at by others.
  const changing = (route: string): number =>
    /^(POST .*(retry|test|silences$|rules$|reports$)|PUT|DELETE)/.test(route) ? 1 : 0;
  it.each(Object.keys(CASES).sort((left, right) => changing(left) - changing(right)))('%s', async (route) =>
    check(route, (CASES[route] as RouteCases).good),
  );
});
