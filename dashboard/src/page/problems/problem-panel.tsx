import type { JSX } from 'preact';
import type { GroupAnswer } from '@log-monitor/monitor-api';
import { askGroup } from '../../api/group-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { errorsAddress } from '../../navigation/problem-place.js';
import type { Route } from '../../navigation/route.js';
import { DetailPanel } from '../../part/detail-panel.js';
import { ProblemNote } from '../../part/problem-note.js';
import { StepLinks } from '../../part/step-links.js';
import { useRounds } from '../../part/use-rounds.js';
import { LongText } from '../../part/value-tree.js';
import { VisibleText } from '../../part/visible-text.js';
import { countedText } from '../../text/number-text.js';
import type { DetailsProps } from '../page.js';
import { FingerprintSection } from './fingerprint-section.js';
import { HistorySection } from './history-section.js';
import { NoteSection } from './note-section.js';
import { useChanges } from './problem-change.js';
import { ProblemFacts } from './problem-facts.js';
import { SampleSection } from './sample-section.js';
import { ShareSection } from './share-section.js';
import { StateBadge } from './state-badge.js';
import { TrendChart } from './trend-chart.js';
import { TriageBar } from './triage-bar.js';
import { TriageNote } from './triage-note.js';
import { useTriage } from './use-triage.js';

/** One problem in full: why it is one, where it comes from, what was done about it. */
export function ProblemPanel({ id, route, listed, onClose }: DetailsProps): JSX.Element {
  const { answer, problem, retry } = useAnswer(askGroup(id, route.scope), useRounds(false) + useChanges());
  return (
    <DetailPanel
      id={id}
      bar={
        <>
          <StepLinks id={id} listed={listed} route={route} words={['Previous', 'Next']} />
          <span class="spacer" />
        </>
      }
      title={
        answer ? <LongText key={answer.id} text={answer.title} /> : problem?.status === 404 ? 'Not found' : 'Problem'
      }
      onClose={onClose}
    >
      {problem?.code === 'unreachable' && answer === undefined && <p class="problem">{problem.message}</p>}
      <ProblemNote problem={problem} what="This problem" />
      {problem && problem.status !== 404 && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
      {answer === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {answer && <Details key={answer.id} group={answer} asked={id} route={route} />}
    </DetailPanel>
  );
}

function Details({ group, asked, route }: { group: GroupAnswer; asked: string; route: Route }): JSX.Element {
  const triage = useTriage();
  const { id, culprit, total } = group;
  const { scope } = route;
  return (
    <div class="problem-details" data-details={id}>
      {id !== asked && <p class="quiet">The problem that was asked for is part of this one.</p>}
      <p class="problem-culprit">
        <StateBadge group={group} />{' '}
        {culprit !== null && (
          <code>
            <VisibleText text={culprit} limit={300} />
          </code>
        )}
      </p>
      <TriageBar groups={[group]} triage={triage} />
      <TriageNote triage={triage} />
      <TrendChart group={group} />
      <ProblemFacts group={group} />
      <p>
        <a class="button" href={errorsAddress(scope, { group: id })}>
          Its errors
        </a>{' '}
        <span class="quiet">{countedText(total, 'error')} ever counted; those that are still stored are listed.</span>
      </p>
      <FingerprintSection group={group} triage={triage} />
      <SampleSection group={group} scope={scope} />
      <ShareSection
        title="Services"
        shares={group.byService}
        addressOf={(service) => errorsAddress(scope, { group: id, service })}
      />
      <ShareSection title="Versions" shares={group.byVersion} />
      <NoteSection group={group} triage={triage} />
      <HistorySection group={group} triage={triage} />
    </div>
  );
}
