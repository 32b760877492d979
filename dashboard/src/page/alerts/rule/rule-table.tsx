import type { JSX } from 'preact';
import type { AlertKindItem, AlertStatesAnswer } from '@log-monitor/monitor-api';
import { replaceRule } from '../../../api/alert-question.js';
import { alertAddress } from '../../../navigation/alert-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { DataTable } from '../../../part/data-table.js';
import { SwitchButton } from '../../../part/switch-button.js';
import { VisibleText } from '../../../part/visible-text.js';
import type { Rule } from './rule-draft.js';
import { secondsText, valueText } from './kind-words.js';

type State = AlertStatesAnswer['states'][number];

const SOURCES = { default: 'default', file: 'file', api: 'page or API' };

interface RuleTableProps {
  rules: readonly Rule[];
  kinds: readonly AlertKindItem[];
  states: readonly State[];
  /** Names of those that are configured; undefined: not known yet. */
  channels: readonly string[] | undefined;
  scope: Scope;
  /** A rule was switched. */
  onChange: () => void;
}

/** The rules, and how each stands. One of the file is shown, copied and explained; it is changed only there. */
export function RuleTable({ rules, kinds, states, channels, scope, onChange }: RuleTableProps): JSX.Element {
  if (rules.length === 0) return <p class="quiet none">There is no rule: nothing is watched.</p>;
  const kindOf = (rule: Rule): AlertKindItem | undefined => kinds.find(({ name }) => name === rule.kind);
  return (
    <DataTable
      label="Rules"
      rows={rules}
      keyOf={({ id }) => id}
      dataOf={({ id }) => ({ 'data-rule': id, 'data-chosen': id === scope.rule })}
      columns={[
        { head: 'Rule', cell: (rule) => <RuleName rule={rule} scope={scope} /> },
        { head: 'On', cell: (rule) => <OnOff rule={rule} onChange={onChange} /> },
        { head: 'Now', cell: (rule) => <Standing rule={rule} states={states} /> },
        { head: 'Watches', cell: (rule) => watchesText(rule, kindOf(rule)) },
        { head: 'Fires at', isNumber: true, cell: (rule) => valueText(kindOf(rule), rule.threshold) },
        { head: 'Severity', cell: ({ severity }) => severity },
        { head: 'Tells', cell: (rule) => <Told rule={rule} channels={channels} /> },
        { head: 'From', cell: ({ source }) => SOURCES[source] },
        { head: 'Do', cell: (rule) => <RuleActions rule={rule} scope={scope} /> },
      ]}
    />
  );
}

function RuleName({ rule: { id, name }, scope }: { rule: Rule; scope: Scope }): JSX.Element {
  return (
    <a class="rule-name" href={alertAddress(scope, { view: 'rules', task: 'edit', rule: id })}>
      <VisibleText text={name} limit={120} />
    </a>
  );
}

/** Says on or off in words only where it cannot be changed here. */
function OnOff({ rule, onChange }: { rule: Rule; onChange: () => void }): JSX.Element {
  const { id, name, enabled, source } = rule;
  if (source === 'file') return <span class="quiet">{enabled ? 'on' : 'off'}</span>;
  return (
    <SwitchButton
      label={`${name} is watched`}
      isOn={enabled}
      question={replaceRule(id, { ...inputOf(rule), enabled: !enabled })}
      onDone={onChange}
    />
  );
}

/** A rule as it is sent: without what the server says of it. */
function inputOf(rule: Rule): object {
  const { id: _id, source: _source, updatedAt: _updatedAt, late: _late, ...rest } = rule;
  const { firing: _firing, pending: _pending, ...input } = rest;
  return input;
}

function watchesText({ kind, groupBy, windowSeconds }: Rule, item: AlertKindItem | undefined): string {
  const title = item?.title ?? kind.replaceAll('_', ' ');
  const window = item?.parameters.includes('windowSeconds') ? ` in ${secondsText(windowSeconds)}` : '';
  return `${title}${window}${groupBy ? `, each ${groupBy}` : ''}`;
}

/** Whom it reaches; a channel that is not configured reaches nobody. */
function Told({ rule, channels }: { rule: Rule; channels: readonly string[] | undefined }): JSX.Element {
  if (rule.channels === 'all') return <>all channels</>;
  if (rule.channels.length === 0) return <span class="is-behind">nobody</span>;
  const lost = rule.channels.filter((name) => channels !== undefined && !channels.includes(name));
  const reached = rule.channels.filter((name) => !lost.includes(name));
  return (
    <>
      <VisibleText text={reached.join(', ')} limit={100} />
      {lost.length > 0 && (
        <strong class="is-bad">
          {' '}
          <VisibleText text={lost.join(', ')} limit={100} />: not configured
        </strong>
      )}
    </>
  );
}

function RuleActions({ rule, scope }: { rule: Rule; scope: Scope }): JSX.Element {
  const { id, name, source } = rule;
  const to = (task: string): string => alertAddress(scope, { view: 'rules', task, rule: id });
  return (
    <span class="row-actions">
      <a class="button" aria-label={`Why ${name} did or did not fire`} href={to('why')}>
        Why
      </a>
      <a class="button" aria-label={`${source === 'file' ? 'Show' : 'Edit'} ${name}`} href={to('edit')}>
        {source === 'file' ? 'Show' : 'Edit'}
      </a>
      <a class="button" aria-label={`Copy ${name}`} href={to('copy')}>
        Copy
      </a>
    </span>
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
