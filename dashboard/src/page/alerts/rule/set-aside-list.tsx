import type { JSX } from 'preact';
import type { AlertRulesAnswer } from '@log-monitor/monitor-api';
import { deleteRule } from '../../../api/alert-question.js';
import { ActionButton } from '../../../part/action-button.js';
import { VisibleText } from '../../../part/visible-text.js';

/** Rules that the monitor cannot read, and does not evaluate; nothing without one. */
export function SetAsideList({
  rules,
  onChange,
}: {
  rules: AlertRulesAnswer['setAside'];
  onChange: () => void;
}): JSX.Element | null {
  if (rules.length === 0) return null;
  return (
    <div class="problem" role="alert">
      <strong>Not watched, because this version of the monitor cannot read them:</strong>
      <ul>
        {rules.map(({ id, name, source, problem }) => (
          <li key={id} data-set-aside={id}>
            <VisibleText text={name} limit={120} />: <VisibleText text={problem} limit={300} />{' '}
            {source !== 'file' && (
              <ActionButton
                label="Delete"
                name={`Delete ${name}`}
                confirm="Delete the rule"
                done="Deleted."
                question={deleteRule(id)}
                onDone={onChange}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
