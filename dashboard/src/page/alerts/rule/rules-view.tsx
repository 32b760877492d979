import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AlertKindItem, AlertStatesAnswer } from '@log-monitor/monitor-api';
import { askAlertKinds, askAlertRules, askChannels } from '../../../api/alert-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { alertAddress, atPlace } from '../../../navigation/alert-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { ProblemNote } from '../../../part/problem-note.js';
import type { PageProps } from '../../page.js';
import { RuleEditor } from './rule-editor.js';
import { RuleTable } from './rule-table.js';
import { SetAsideList } from './set-aside-list.js';
import { WhySection } from './why-section.js';

/** The rules: how each stands, why it did or did not fire, and the form to make and change them. */
export function RulesView({
  route: { scope },
  snapshot,
  states,
  round,
  onScope,
  onChange,
}: Pick<PageProps, 'route' | 'snapshot' | 'onScope'> & {
  states: AlertStatesAnswer | undefined;
  /** Another number asks again. */
  round: number;
  /** Something was changed on the server. */
  onChange: () => void;
}): JSX.Element {
  const { task, rule: id } = scope;
  const { answer, problem } = useAnswer(askAlertRules(), round);
  const kinds = useAnswer(askAlertKinds());
  const channels = useAnswer(askChannels(), round);
  const list = alertAddress(scope, { view: 'rules', rule: id });
  const services = snapshot.parts.services.answer?.services ?? [];
  const saved = (savedId: string): void => {
    onChange();
    onScope(atPlace(scope, { view: 'rules', rule: savedId }));
  };
  const known = kinds.answer?.kinds ?? [];
  const isWriting = task === 'new' || task === 'edit' || task === 'copy';
  return (
    <>
      <ProblemNote problem={problem} what="The list of rules" />
      {isWriting && <ProblemNote problem={kinds.problem} what="What rules can watch" />}
      {isWriting && answer && channels.answer && hasSome(known) && (
        <RuleEditor
          key={`${task} ${id}`}
          kinds={known}
          rules={answer.rules}
          channels={channels.answer.channels}
          services={services.map(({ name }) => name)}
          rule={task === 'new' ? undefined : answer.rules.find((one) => one.id === id)}
          isNew={task !== 'edit'}
          onSaved={saved}
          onOutdated={onChange}
          back={list}
        />
      )}
      {task === 'why' && answer && (
        <WhySection
          rules={answer.rules}
          scope={scope}
          through={states?.evaluatedThrough ?? undefined}
          round={round}
          onScope={onScope}
        />
      )}
      {!isWriting && (
        <section class="card table-card" aria-labelledby="rules-heading" data-alerts="rules">
          <div class="card-head">
            <h2 id="rules-heading">Rules</h2>
            <a class="button primary" href={alertAddress(scope, { view: 'rules', task: 'new' })}>
              New rule
            </a>
          </div>
          {answer && <SetAsideList rules={answer.setAside} onChange={onChange} />}
          {answer && (
            <RuleTable
              rules={answer.rules}
              kinds={known}
              states={states?.states ?? []}
              channels={channels.answer?.channels.map(({ name }) => name)}
              scope={scope}
              onChange={onChange}
            />
          )}
          <FocusOnRow id={id} isThere={answer !== undefined && task === ''} />
        </section>
      )}
    </>
  );
}

function hasSome(kinds: readonly AlertKindItem[]): kinds is readonly [AlertKindItem, ...AlertKindItem[]] {
  return kinds.length > 0;
}

/** Who comes back from a rule's form is where that rule stands. */
function FocusOnRow({ id, isThere }: { id: Scope['rule']; isThere: boolean }): null {
  useEffect(() => {
    if (!isThere || id === '') return;
    const row = document.querySelector<HTMLElement>(`[data-rule="${CSS.escape(id)}"] a`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }, [id, isThere]);
  return null;
}
