import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlertDecisionAnswer, AlertRulesAnswer } from '@log-monitor/monitor-api';
import { askDecision } from '../../api/alert-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { DataTable } from '../../part/data-table.js';
import { ProblemNote } from '../../part/problem-note.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText } from '../../text/number-text.js';

/** Answers why a rule fired at a moment, or why it did not. */
export function WhySection({
  rules,
  ruleId,
  onRule,
  through,
  round,
}: {
  rules: AlertRulesAnswer['rules'];
  ruleId: string;
  onRule: (id: string) => void;
  /** End of the last minute that is decided: what is asked about unless a time is given. */
  through: string | undefined;
  /** Another number asks again: the minute may be decided by now. */
  round: number;
}): JSX.Element {
  const [local, setLocal] = useState('');
  const moment = new Date(local);
  const at = Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
  const { answer, problem } = useAnswer(askDecision(ruleId, at === '' ? (through ?? '') : at), round);
  return (
    <>
      <div class="why-question">
        <label>
          Rule{' '}
          <select value={ruleId} onChange={({ currentTarget }) => onRule(currentTarget.value)}>
            {rules.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          At{' '}
          <input
            type="datetime-local"
            step={60}
            value={local}
            onInput={({ currentTarget }) => setLocal(currentTarget.value)}
          />
        </label>
        <span class="quiet">{at === '' ? 'the last minute that is decided' : ''}</span>
      </div>
      <ProblemNote problem={problem} what="The decision" />
      {answer && <Decision answer={answer} />}
    </>
  );
}

function Decision({ answer }: { answer: AlertDecisionAnswer }): JSX.Element {
  const { minute, state, because, decisions } = answer;
  return (
    <>
      <p class="why-answer" data-decision={state}>
        The minute that ended at <TimeStamp time={minute} isFull />: <VisibleText text={because} limit={1000} />
      </p>
      {decisions.length > 0 && (
        <DataTable
          label="Decisions"
          rows={decisions}
          keyOf={({ key }) => key}
          columns={[
            {
              head: 'About',
              cell: ({ key }) => (key === '' ? 'everything in its scope' : <VisibleText text={key} limit={120} />),
            },
            { head: 'Verdict', cell: ({ verdict }) => verdict.replaceAll('_', ' ') },
            { head: 'Value', isNumber: true, cell: ({ value }) => (value === null ? 'not known' : countText(value)) },
            { head: 'Held back by', cell: ({ suppressedBy }) => suppressedBy ?? '–' },
            { head: 'Because', cell: ({ because: reason }) => <VisibleText text={reason} limit={500} /> },
          ]}
        />
      )}
    </>
  );
}
