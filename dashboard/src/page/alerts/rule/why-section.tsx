import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AlertDecisionAnswer, AlertRulesAnswer } from '@log-monitor/monitor-api';
import { askDecision } from '../../../api/alert-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { atPlace } from '../../../navigation/alert-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { DataTable } from '../../../part/data-table.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';
import { countText } from '../../../text/number-text.js';
import { localMinute, timeOfLocal } from '../../../text/time-text.js';

/** Answers why a rule fired at a moment, or why it did not; rule and moment are in the address. */
export function WhySection({
  rules,
  scope,
  through,
  round,
  onScope,
}: {
  rules: AlertRulesAnswer['rules'];
  scope: Scope;
  /** End of the last minute that is decided: what is asked about unless a time is given. */
  through: string | undefined;
  /** Another number asks again: the minute may be decided by now. */
  round: number;
  onScope: (scope: Scope, how?: 'push' | 'replace') => void;
}): JSX.Element {
  const { rule, at } = scope;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { answer, problem } = useAnswer(askDecision(rule, at === '' ? (through ?? '') : at), round);
  const ask = (place: Partial<Pick<Scope, 'rule' | 'at'>>): void =>
    onScope(atPlace(scope, { view: 'rules', task: 'why', rule, at, ...place }), 'replace');
  return (
    <section class="card table-card" aria-labelledby="why-heading" data-alerts="why">
      <div class="card-head">
        <h2 id="why-heading" ref={heading} tabIndex={-1}>
          Why
        </h2>
        <span class="quiet">what was decided about a rule, minute by minute; kept for 30 days</span>
      </div>
      <div class="why-question">
        <label>
          Rule{' '}
          <select value={rule} onChange={({ currentTarget }) => ask({ rule: currentTarget.value })}>
            {rules.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <MomentField at={at} onChange={(moment) => ask({ at: moment })} />
        <span class="quiet">{at === '' ? 'the last minute that is decided' : ''}</span>
      </div>
      <ProblemNote problem={problem} what="The decision" />
      {answer && <Decision answer={answer} />}
    </section>
  );
}

/** What is typed stays as it is until it is a whole moment. */
function MomentField({ at, onChange }: { at: string; onChange: (at: string) => void }): JSX.Element {
  const [local, setLocal] = useState(() => localMinute(at));
  useEffect(() => {
    if (at !== timeOfLocal(local)) setLocal(localMinute(at));
  }, [at]);
  const change = (text: string): void => {
    setLocal(text);
    onChange(timeOfLocal(text));
  };
  return (
    <label>
      At{' '}
      <input
        type="datetime-local"
        step={60}
        value={local}
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
    </label>
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
