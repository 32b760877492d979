import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { GroupRule } from '@log-monitor/monitor-api';
import { askGroupRules } from '../../../api/group-rule-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { problemsAddress } from '../../../navigation/problem-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { ApplySection } from './apply-section.js';
import { NEW_RULE, draftOf } from './rule-draft.js';
import { RuleEditor } from './rule-editor.js';
import { RuleTable } from './rule-table.js';

/** While rules are being applied they are asked for so often. */
const WATCH_MS = 1000;

/** Rules by which people group errors themselves: their order, what they would change, and applying them to what is stored. */
export function GroupingView({
  scope,
  round,
  onScope,
  onChange,
}: {
  scope: Scope;
  round: number;
  onScope: (scope: Scope) => void;
  onChange: () => void;
}): JSX.Element {
  const { answer, problem } = useAnswer(askGroupRules(), round);
  const rules = answer?.rules ?? [];
  const { task, rule: id } = scope;
  const edited = rules.find((rule) => rule.id === id);
  const close = (): void => onScope({ ...scope, task: '', rule: '' });
  return (
    <>
      <ProblemNote problem={problem} what="The rules" />
      {answer === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {answer && (task === 'new' || (task === 'edit' && edited)) && (
        <Editor key={`${task} ${id}`} {...{ rules, edited, onChange }} onClose={close} />
      )}
      {answer && (
        <section class="card table-card" aria-labelledby="grouping-heading">
          <div class="card-head">
            <h2 id="grouping-heading">Rules</h2>
            <span class="quiet">
              the first that matches decides; errors that come are grouped by them within seconds
            </span>
            <a class="button primary" href={problemsAddress(scope, { view: 'grouping', task: 'new' })}>
              New rule
            </a>
          </div>
          <RuleTable rules={rules} revision={answer.revision} scope={scope} onChange={onChange} />
        </section>
      )}
      {answer && <ApplySection answer={answer} onChange={onChange} />}
      {answer?.application?.state === 'running' && <Watch onTick={onChange} />}
    </>
  );
}

function Editor({
  rules,
  edited,
  onChange,
  onClose,
}: {
  rules: readonly GroupRule[];
  edited: GroupRule | undefined;
  onChange: () => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <RuleEditor
      rules={rules}
      id={edited?.id ?? ''}
      first={edited ? draftOf(edited) : NEW_RULE}
      onSaved={() => {
        onChange();
        onClose();
      }}
      onClose={onClose}
    />
  );
}

/** Asks again and again while it is there. */
function Watch({ onTick }: { onTick: () => void }): null {
  useEffect(() => {
    const timer = setInterval(onTick, WATCH_MS);
    return () => clearInterval(timer);
  }, []);
  return null;
}
