import type { JSX } from 'preact';
import type { AlertRulesAnswer, AlertStatesAnswer } from '@log-monitor/monitor-api';
import { DataTable } from '../../part/data-table.js';
import { VisibleText } from '../../part/visible-text.js';
import { durationText } from '../../text/time-text.js';

type Rule = AlertRulesAnswer['rules'][number];
type State = AlertStatesAnswer['states'][number];

/** The rules, and how each stands. Rules are made and changed by the API or in the file of rules. */
export function RuleTable({
  rules,
  states,
  onWhy,
}: {
  rules: readonly Rule[];
  states: readonly State[];
  /** Told the id of the rule whose decisions are wanted. */
  onWhy: (id: string) => void;
}): JSX.Element {
  if (rules.length === 0) return <p class="quiet none">There is no rule.</p>;
  return (
    <DataTable
      label="Rules"
      rows={rules}
      keyOf={({ id }) => id}
      dataOf={({ id }) => ({ 'data-rule': id })}
      columns={[
        { head: 'Rule', cell: ({ name }) => <VisibleText text={name} limit={120} /> },
        { head: 'Now', cell: (rule) => <Standing rule={rule} states={states} /> },
        {
          head: 'Watches',
          cell: ({ kind, groupBy }) => `${kind.replaceAll('_', ' ')}${groupBy ? ` by ${groupBy}` : ''}`,
        },
        { head: 'Window', isNumber: true, cell: ({ windowSeconds }) => durationText(windowSeconds * 1000) },
        { head: 'Fires at', isNumber: true, cell: ({ threshold }) => threshold.toLocaleString('en-US') },
        { head: 'Severity', cell: ({ severity }) => severity },
        { head: 'From', cell: ({ source }) => source },
        {
          head: 'Why',
          cell: ({ id, name }) => (
            <button
              type="button"
              class="button"
              aria-label={`Why ${name} did or did not fire`}
              onClick={() => onWhy(id)}
            >
              Why
            </button>
          ),
        },
      ]}
    />
  );
}

function Standing({ rule, states }: { rule: Rule; states: readonly State[] }): JSX.Element {
  const { id, enabled, firing, pending } = rule;
  if (!enabled) return <span class="quiet">off</span>;
  if (firing > 0) {
    const keys = states.filter((state) => state.ruleId === id && state.state === 'firing' && state.key !== '');
    return (
      <strong class="is-bad">
        fires{keys.length > 0 && ': '}
        {keys.length > 0 && <VisibleText text={keys.map(({ key }) => key).join(', ')} limit={120} />}
      </strong>
    );
  }
  return pending > 0 ? <span class="is-behind">pending</span> : <>well</>;
}
