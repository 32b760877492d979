import type { JSX } from 'preact';
import type { AccessCause, AccessCausesAnswer } from '@log-monitor/monitor-api';
import { askAccessCauses } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import type { Scope } from '../../navigation/scope.js';
import { DataTable } from '../../part/data-table.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { countedText, countText, rateText } from '../../text/number-text.js';
import { CauseLink } from '../cause/cause-link.js';
import { TrafficCard } from './traffic-card.js';

const TITLE = 'Why requests failed';
const EXPLANATION =
  'By which errors of services requests failed: 5xx unless another status is among the filters. Each request counts once, for the earliest error with its request id or trace id; where there is none, for the likeliest error of its time, which is a guess.';
/** Statuses of requests that went well have no errors. */
const WENT_WELL = /^[1-3](\d\d|xx)$/;

/** The errors by which requests failed, the most frequent first. */
export function CauseCard({ scope, round }: { scope: Scope; round: number }): JSX.Element | null {
  const isAsked = !WENT_WELL.test(scope.status);
  const { answer, problem } = useAnswer(isAsked ? askAccessCauses(scope) : undefined, round);
  if (!isAsked) return null;
  return (
    <TrafficCard
      title={TITLE}
      explanation={EXPLANATION}
      words={answer && answer.requests > 0 && <Looked answer={answer} />}
      problem={problem}
      isEmpty={answer && answer.requests === 0}
    >
      {() => answer && <Causes answer={answer} scope={scope} />}
    </TrafficCard>
  );
}

function Looked({ answer: { requests, isSample, sampledFrom } }: { answer: AccessCausesAnswer }): JSX.Element {
  return (
    <span class="quiet">
      {isSample && sampledFrom !== null ? (
        <>
          the newest {countedText(requests, 'request')}, since <TimeStamp time={sampledFrom} />
        </>
      ) : (
        countedText(requests, 'request')
      )}
    </span>
  );
}

function Causes({ answer, scope }: { answer: AccessCausesAnswer; scope: Scope }): JSX.Element {
  const { summary, causes, unexplained } = answer;
  return (
    <>
      {summary !== null && (
        <p class="cause-summary">
          <VisibleText text={summary} limit={500} />
        </p>
      )}
      {causes.length > 0 && (
        <DataTable
          label={TITLE}
          rows={causes}
          keyOf={({ error }) => error}
          columns={[
            { head: 'Error', cell: (cause) => <CauseLink cause={cause} scope={scope} /> },
            { head: 'Found by', cell: foundBy },
            { head: 'Requests', isNumber: true, cell: ({ requests }) => countText(requests) },
            { head: 'Share', isNumber: true, cell: ({ share }) => rateText(share) },
          ]}
        />
      )}
      {unexplained.requests > 0 && (
        <p class="quiet">
          {countedText(unexplained.requests, 'request')} ({rateText(unexplained.share)}) without an error that explains
          {unexplained.requests === 1 ? ' it' : ' them'}.
        </p>
      )}
    </>
  );
}

/** `request id`, `request id 60, guess by time 2` */
function foundBy({ matched }: AccessCause): string {
  const ways = [
    ['request id', matched.request_id],
    ['trace id', matched.trace_id],
    ['guess by time', matched.time],
  ] as const;
  const used = ways.filter(([, count]) => count > 0);
  return used.map(([way, count]) => (used.length === 1 ? way : `${way} ${countText(count)}`)).join(', ');
}
