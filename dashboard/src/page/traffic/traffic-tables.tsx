import type { JSX } from 'preact';
import type { AccessTopRow } from '@log-monitor/monitor-api';
import type { Scope } from '../../navigation/scope.js';
import { ProjectTable, StatusTable, VisitorTable } from './share-tables.js';
import { TopTable, type TopTableKind } from './top-table.js';

const ofHost = ({ host }: AccessTopRow): Partial<Scope> => (host === null ? {} : { host });
const ofRoute = (row: AccessTopRow): Partial<Scope> => ({ route: row.name, ...ofHost(row) });
const ofPath = (row: AccessTopRow): Partial<Scope> => ({ path: row.name, ...ofHost(row) });

const URLS: readonly TopTableKind[] = [
  {
    list: 'urls',
    title: 'Top URLs',
    explanation:
      'Paths with the most requests, without their query, and how often each was answered with which status.',
    head: 'URL',
    figures: ['requests', 'bytes'],
    hasStatuses: true,
    filterOf: ofPath,
  },
  {
    list: 'slow',
    title: 'Slowest',
    explanation:
      'Routes by the mean time that an answer took; p95: 95 of 100 requests took no longer. Websockets and streams are not measured.',
    head: 'Route',
    figures: ['mean', 'p95', 'requests'],
    filterOf: ofRoute,
  },
  {
    list: 'errors',
    title: 'Most errors',
    explanation:
      'Routes by the number of answers with status 400 and more, and their share of all requests of the route.',
    head: 'Route',
    figures: ['errors', 'requests', 'errorRate'],
    filterOf: ofRoute,
  },
  {
    list: 'routes',
    title: 'Routes',
    explanation:
      'Method and path with its variable parts named, by the number of requests; errors are answers with status 400 and more.',
    head: 'Route',
    figures: ['requests', 'errorRate', 'p95'],
    filterOf: ofRoute,
  },
  {
    list: 'not-found',
    title: 'Not found',
    explanation: 'Paths that were answered with 404, by the number of such requests.',
    head: 'URL',
    figures: ['requests'],
    filterOf: ofPath,
  },
];

const PLACES: readonly TopTableKind[] = [
  {
    list: 'hosts',
    title: 'Hosts',
    explanation:
      'The names that requests were sent to, as the Host header has them; errors are answers with status 400 and more; 95 of 100 answers took no longer than p95.',
    head: 'Host',
    figures: ['requests', 'errorRate', 'p95', 'bytes'],
    filterOf: ({ name }) => ({ host: name }),
  },
];

const PEOPLE: readonly TopTableKind[] = [
  {
    list: 'clients',
    title: 'Clients',
    explanation:
      'Addresses that requests came from, seen from the right past trusted proxies; errors are answers with status 400 and more.',
    head: 'Address',
    figures: ['requests', 'errors', 'bytes'],
    filterOf: ({ name }) => ({ client: name }),
  },
  {
    list: 'referrers',
    title: 'Referrers',
    explanation: 'Sites whose pages led to the requests. A click looks for the name in the lines.',
    head: 'Site',
    figures: ['requests'],
    filterOf: ({ name }) => ({ search: name }),
  },
  {
    list: 'browsers',
    title: 'Browsers',
    explanation: 'Browsers, programs and bots, as the user agent calls itself.',
    head: 'Browser',
    figures: ['requests'],
  },
  {
    list: 'systems',
    title: 'Operating systems',
    explanation: 'Operating systems, as the user agent names them.',
    head: 'System',
    figures: ['requests'],
  },
];

/** What the requests were for, where they arrived and who sent them. */
export function TrafficTables({
  scope,
  round,
  onChange,
}: {
  scope: Scope;
  /** Another number asks again. */
  round: number;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const given = { scope, round, onChange };
  const top = (kinds: readonly TopTableKind[]): JSX.Element[] =>
    kinds.map((kind) => <TopTable key={kind.list} kind={kind} {...given} />);
  return (
    <div class="traffic-tables">
      {top(URLS)}
      <StatusTable {...given} />
      <ProjectTable {...given} />
      {top(PLACES)}
      {top(PEOPLE)}
      <VisitorTable {...given} />
    </div>
  );
}
