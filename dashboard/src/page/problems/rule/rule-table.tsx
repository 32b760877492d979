import type { JSX } from 'preact';
import type { GroupRule } from '@log-monitor/monitor-api';
import {
  deleteGroupRule,
  orderGroupRules,
  replaceGroupRule,
  undoGroupRules,
} from '../../../api/group-rule-question.js';
import { problemsAddress } from '../../../navigation/problem-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { ActionButton } from '../../../part/action-button.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { SwitchButton } from '../../../part/switch-button.js';
import { useSent } from '../../../part/use-sent.js';
import { VisibleText } from '../../../part/visible-text.js';
import { draftOf, inputOf, matchWords } from './rule-draft.js';

/** The rules in the order in which they are tried. */
export function RuleTable({
  rules,
  revision,
  scope,
  onChange,
}: {
  rules: readonly GroupRule[];
  revision: number;
  scope: Scope;
  onChange: () => void;
}): JSX.Element {
  const { isSending, problem, send } = useSent();
  const move = (at: number, by: -1 | 1): void => {
    const ids = rules.map(({ id }) => id);
    const [moved] = ids.splice(at, 1);
    ids.splice(at + by, 0, moved ?? '');
    send(orderGroupRules(ids), onChange);
  };
  if (rules.length === 0)
    return <p class="quiet none">There is no rule: errors are grouped by their type, frames and messages.</p>;
  return (
    <>
      <ProblemNote problem={problem} what="The order" wanted="saved" />
      <ol class="grouping-rules">
        {rules.map((rule, at) => (
          <li key={rule.id} data-group-rule={rule.id}>
            <SwitchButton
              label={`${rule.name} is on`}
              isOn={rule.enabled}
              question={replaceGroupRule(rule.id, inputOf({ ...draftOf(rule), enabled: !rule.enabled }))}
              onDone={onChange}
            />
            <RuleWords rule={rule} />
            <span class="row-actions">
              <MoveButton
                label={`Move ${rule.name} up`}
                sign="↑"
                isOff={at === 0 || isSending}
                onMove={() => move(at, -1)}
              />
              <MoveButton
                label={`Move ${rule.name} down`}
                sign="↓"
                isOff={at === rules.length - 1 || isSending}
                onMove={() => move(at, 1)}
              />
              <a
                class="button"
                aria-label={`Edit ${rule.name}`}
                href={problemsAddress(scope, { view: 'grouping', task: 'edit', rule: rule.id })}
              >
                Edit
              </a>
              <ActionButton
                label="Delete"
                name={`Delete ${rule.name}`}
                confirm="Delete the rule"
                done="Deleted."
                question={deleteGroupRule(rule.id)}
                onDone={onChange}
              />
            </span>
          </li>
        ))}
      </ol>
      <p class="pages-bar">
        <ActionButton
          key={revision}
          label="Take back the last change"
          done="Taken back."
          question={undoGroupRules()}
          onDone={onChange}
        />
      </p>
    </>
  );
}

function RuleWords({ rule: { name, match, fingerprint } }: { rule: GroupRule }): JSX.Element {
  return (
    <span class="grouping-rule">
      <strong>
        <VisibleText text={name} limit={200} />
      </strong>
      <span class="quiet">
        <VisibleText text={matchWords(match)} limit={400} /> → <VisibleText text={fingerprint} limit={300} />
      </span>
    </span>
  );
}

function MoveButton({
  label,
  sign,
  isOff,
  onMove,
}: {
  label: string;
  sign: string;
  isOff: boolean;
  onMove: () => void;
}): JSX.Element {
  return (
    <button type="button" class="button icon-button" aria-label={label} disabled={isOff} onClick={onMove}>
      {sign}
    </button>
  );
}
