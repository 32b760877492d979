import type { JSX } from 'preact';
import { askAccessProjects, askAccessStatuses, askAccessVisitors } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import type { Scope } from '../../navigation/scope.js';
import { DataTable } from '../../part/data-table.js';
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

const STATUS_WORDS =
  'Requests by the code that they were answered with; none: the server answered nothing. Mean: of the time that the answers took.';
const PROJECT_WORDS =
  'Requests by project, which is the part of the host before the first hyphen unless the monitor is told otherwise. Errors are answers with status 400 and more; 95 of 100 answers took no longer than p95.';
const VISITOR_WORDS =
  'Different client addresses in each hour of the day, all days of the range together, off by about 1 %. Hours are those of the time zone beside the title.';

export function StatusTable({ scope, round, onChange }: ShareTableProps): JSX.Element {
  const { answer, problem } = useAnswer(askAccessStatuses(scope), round);
  return (
    <TrafficCard
      title="Status codes"
      explanation={STATUS_WORDS}
      problem={problem}
      isEmpty={answer && answer.statuses.length === 0}
    >
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
    <TrafficCard
      title="Projects"
      explanation={PROJECT_WORDS}
      problem={problem}
      isEmpty={answer && answer.projects.length === 0}
    >
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
            ...figureColumns(['requests', 'errorRate', 'p95', 'bytes']),
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
      explanation={VISITOR_WORDS}
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
