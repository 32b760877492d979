import { type JSX } from 'preact';
import {
  askAccessErrorClasses,
  askAccessProjects,
  askAccessStatuses,
  askAccessVisitors,
} from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { type Scope } from '../../navigation/scope.js';
import { DataTable } from '../../part/data-table.js';
import { LevelBadge } from '../../part/level-badge.js';
import { countText, rateText } from '../../text/number-text.js';
import { FilterName } from './filter-name.js';
import { figureColumns } from './top-table.js';
import { TrafficCard } from './traffic-card.js';

/** What each of these tables is given. */
interface ShareTableProps {
  scope: Scope;
  /** Another number asks again. */
  round: number;
  onChange: (scope: Scope) => void;
}

export function StatusTable({ scope, round, onChange }: ShareTableProps): JSX.Element {
  const { answer, problem } = useAnswer(askAccessStatuses(scope), round);
  return (
    <TrafficCard title="Status codes" problem={problem} isEmpty={answer && answer.statuses.length === 0}>
      {() => (
        <DataTable
          label="Status codes"
          rows={answer?.statuses ?? []}
          keyOf={({ status }) => String(status)}
          columns={[
            {
              head: 'Status',
              cell: ({ status }) => {
                const name = status === 0 ? 'none' : String(status);
                return <FilterName name={name} filter={{ status: name }} scope={scope} onChange={onChange} />;
              },
            },
            { head: 'Share', isNumber: true, cell: ({ share }) => rateText(share) },
            ...figureColumns(['requests', 'mean', 'bytes']),
          ]}
        />
      )}
    </TrafficCard>
  );
}

export function ProjectTable({ scope, round, onChange }: ShareTableProps): JSX.Element {
  const { answer, problem } = useAnswer(askAccessProjects(scope), round);
  return (
    <TrafficCard title="Projects" problem={problem} isEmpty={answer && answer.projects.length === 0}>
      {() => (
        <DataTable
          label="Projects"
          rows={answer?.projects ?? []}
          keyOf={({ project }) => project}
          columns={[
            {
              head: 'Project',
              cell: ({ project }) => (
                <FilterName name={project} filter={{ project }} scope={scope} onChange={onChange} />
              ),
            },
            { head: 'Share', isNumber: true, cell: ({ share }) => rateText(share) },
            ...figureColumns(['requests', 'errorRate', 'p95', 'clients']),
          ]}
        />
      )}
    </TrafficCard>
  );
}

/** All days of the range together, by the hour of the reader's clock. */
export function VisitorTable({ scope, round }: Omit<ShareTableProps, 'onChange'>): JSX.Element {
  const { answer, problem } = useAnswer(askAccessVisitors(scope), round);
  const hours = answer?.hoursOfDay.filter(({ requests }) => requests > 0);
  return (
    <TrafficCard
      title="Visitors by hour"
      words={answer?.timeZone}
      problem={problem}
      isEmpty={hours && hours.length === 0}
    >
      {() => (
        <DataTable
          label="Visitors by hour"
          rows={hours ?? []}
          keyOf={({ hour }) => String(hour)}
          columns={[
            { head: 'Hour', cell: ({ hour }) => `${String(hour).padStart(2, '0')}:00` },
            { head: 'Visitors', isNumber: true, cell: ({ clients }) => countText(clients) },
            { head: 'Requests', isNumber: true, cell: ({ requests }) => countText(requests) },
          ]}
        />
      )}
    </TrafficCard>
  );
}

/** Lines of error logs by host, level and what they are about. */
export function ErrorClassTable({ scope, round, onChange }: ShareTableProps): JSX.Element {
  const { answer, problem } = useAnswer(askAccessErrorClasses(scope), round);
  const { project, route, path, status, method } = scope;
  const isWider = [project, route, path, status, method].some((filter) => filter !== '');
  return (
    <TrafficCard
      title="Error logs"
      words={isWider ? 'narrowed by host, client, source and text alone' : undefined}
      problem={problem}
      isEmpty={answer && answer.rows.length === 0}
    >
      {() => (
        <DataTable
          label="Error logs"
          rows={answer?.rows ?? []}
          keyOf={(row) => `${row.host} ${row.level} ${row.class}`}
          columns={[
            {
              head: 'Host',
              cell: ({ host }) =>
                host === '' ? '–' : <FilterName name={host} filter={{ host }} scope={scope} onChange={onChange} />,
            },
            { head: 'Level', cell: ({ level }) => <LevelBadge level={level} /> },
            { head: 'About', cell: (row) => row.class.replaceAll('_', ' ') },
            { head: 'Lines', isNumber: true, cell: (row) => countText(row.count) },
            { head: 'Share', isNumber: true, cell: ({ share }) => rateText(share) },
          ]}
        />
      )}
    </TrafficCard>
  );
}
