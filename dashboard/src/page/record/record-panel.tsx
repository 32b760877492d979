import type { JSX } from 'preact';
import type { LedgerPosition, RecordAnswer, StoredRecord } from '@log-monitor/monitor-api';
import { askRecord } from '../../api/question.js';
import { useAnswer } from '../../api/use-answer.js';
import type { Route } from '../../navigation/route.js';
import { CopyButton } from '../../part/copy-button.js';
import { problemAddress } from '../../navigation/problem-place.js';
import { DetailPanel } from '../../part/detail-panel.js';
import { LevelBadge } from '../../part/level-badge.js';
import { ProblemNote } from '../../part/problem-note.js';
import { StepLinks } from '../../part/step-links.js';
import { VisibleText } from '../../part/visible-text.js';
import { visibleJson } from '../../text/visible-text.js';
import { RecordRequests } from '../cause/record-requests.js';
import type { DetailsProps } from '../page.js';
import { ContextSection } from './context-section.js';
import { ErrorSection } from './error-section.js';
import { LedgerFacts, RecordFacts } from './record-facts.js';
import { LongText, ValueTree } from '../../part/value-tree.js';

/** One record in full. */
export function RecordPanel({ id, route, listed, onClose }: DetailsProps): JSX.Element {
  const { answer, problem, retry } = useAnswer(askRecord(id));
  // As the list has it, until the whole answer is there.
  const record = answer === undefined ? listed.filter(isRecord).find((one) => one.id === id) : recordOf(answer);
  return (
    <DetailPanel
      id={id}
      bar={
        <>
          <StepLinks id={id} listed={listed} route={route} />
          <span class="spacer" />
          {record && <CopyButton label="Copy as JSON" text={() => visibleJson(record)} />}
        </>
      }
      title={record ? <Title record={record} /> : problem?.status === 404 ? 'Not found' : 'Record'}
      onClose={onClose}
    >
      {problem?.code === 'unreachable' && record === undefined && <p class="problem">{problem.message}</p>}
      <ProblemNote problem={problem} what={record ? 'The whole record' : 'This record'} />
      {problem && problem.status !== 404 && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
      {record === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {record && <Details record={record} ledger={answer?.ledger} route={route} />}
    </DetailPanel>
  );
}

function isRecord(row: DetailsProps['listed'][number]): row is StoredRecord {
  return 'level' in row;
}

/** The record without what the answer says about itself. */
function recordOf(answer: RecordAnswer): StoredRecord {
  const { ledger: _ledger, completeThrough: _through, lag: _lag, ...record } = answer;
  return record;
}

function Title({ record }: { record: StoredRecord }): JSX.Element {
  return (
    <>
      <LevelBadge level={record.level} /> <LongText key={record.id} text={record.message} />
    </>
  );
}

function Details({
  record,
  ledger,
  route,
}: {
  record: StoredRecord;
  /** Only in the whole answer. */
  ledger: LedgerPosition | undefined;
  route: Route;
}): JSX.Element {
  const { attributes } = record;
  const hasAttributes = typeof attributes === 'object' && attributes !== null && Object.keys(attributes).length > 0;
  return (
    <div key={record.id}>
      <RecordFacts record={record} range={route.scope.range} />
      <ErrorSection error={record.error} />
      {hasAttributes && (
        <section class="detail-section" aria-label="Attributes">
          <h3>Attributes</h3>
          <ValueTree value={attributes} />
        </section>
      )}
      {record.group && (
        <section class="detail-section" aria-label="Problem">
          <h3>Problem</h3>
          <p>
            <a href={problemAddress(route.scope, record.group.id)}>
              <VisibleText text={record.group.title} limit={500} />
            </a>
          </p>
        </section>
      )}
      <RecordRequests record={record} route={route} />
      <ContextSection record={record} route={route} />
      <section class="detail-section" aria-label="Ledger">
        <h3>Ledger</h3>
        <LedgerFacts record={record} ledger={ledger} />
      </section>
    </div>
  );
}
