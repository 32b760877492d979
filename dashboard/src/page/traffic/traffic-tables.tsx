import { type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AccessTopRow } from '@log-monitor/monitor-api';
import { type Scope } from '../../navigation/scope.js';
import { ErrorClassTable, ProjectTable, StatusTable, VisitorTable } from './share-tables.js';
import { TopTable, type TopTableKind } from './top-table.js';

/** How often the tables are counted again: they are many, and change slowly. */
const RECOUNT_MS = 10_000;

const ofHost = ({ host }: AccessTopRow): Partial<Scope> => (host === null ? {} : { host });
const ofRoute = (row: AccessTopRow): Partial<Scope> => ({ route: row.name, ...ofHost(row) });
const ofPath = (row: AccessTopRow): Partial<Scope> => ({ path: row.name, ...ofHost(row) });

const URLS: readonly TopTableKind[] = [
  {
    list: 'urls',
    title: 'Top URLs',
    head: 'URL',
    figures: ['requests', 'bytes'],
    hasStatuses: true,
    filterOf: ofPath,
  },
  { list: 'slow', title: 'Slowest', head: 'Route', figures: ['mean', 'p95', 'requests'], filterOf: ofRoute },
  {
    list: 'errors',
    title: 'Most errors',
    head: 'Route',
    figures: ['errors', 'requests', 'errorRate'],
    filterOf: ofRoute,
  },
  { list: 'routes', title: 'Routes', head: 'Route', figures: ['requests', 'errorRate', 'p95'], filterOf: ofRoute },
  { list: 'not-found', title: 'Not found', head: 'URL', figures: ['requests'], filterOf: ofPath },
];

const PLACES: readonly TopTableKind[] = [
  {
    list: 'hosts',
    title: 'Hosts',
    head: 'Host',
    figures: ['requests', 'errorRate', 'p95', 'clients'],
    filterOf: ({ name }) => ({ host: name }),
  },
];

const PEOPLE: readonly TopTableKind[] = [
  {
    list: 'clients',
    title: 'Clients',
    head: 'Address',
    figures: ['requests', 'errors', 'bytes'],
    filterOf: ({ name }) => ({ client: name }),
  },
  { list: 'referrers', title: 'Referrers', head: 'Site', figures: ['requests'] },
  { list: 'browsers', title: 'Browsers', head: 'Browser', figures: ['requests'] },
  { list: 'systems', title: 'Operating systems', head: 'System', figures: ['requests'] },
];

/** What the requests were for, where they arrived and who sent them. */
export function TrafficTables({
  scope,
  isPaused,
  onChange,
}: {
  scope: Scope;
  isPaused: boolean;
  onChange: (scope: Scope) => void;
}): JSX.Element {
  const round = useRounds(isPaused);
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
      <ErrorClassTable {...given} />
    </div>
  );
}

/** A number that goes up while somebody looks. */
function useRounds(isPaused: boolean): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => {
      if (!document.hidden) setRound((before) => before + 1);
    }, RECOUNT_MS);
    return () => clearInterval(timer);
  }, [isPaused]);
  return round;
}
