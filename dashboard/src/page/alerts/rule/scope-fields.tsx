import type { JSX } from 'preact';
import type { AlertKindItem, AlertScopeMember } from '@log-monitor/monitor-api';
import { DETECTORS } from '../../../navigation/anomaly-place.js';
import { LEVELS } from '../../../navigation/scope.js';
import { CheckList } from '../../../part/check-list.js';
import { SelectField } from '../../../part/select-field.js';
import { TextField } from '../../../part/text-field.js';
import { namesOf } from '../../../text/typed-text.js';
import type { FieldsProps } from './rule-draft.js';

const MANY = 'several with a comma between; * stands for any characters';

/** The fields of a scope, in their order. */
const MEMBERS: Readonly<Record<AlertScopeMember, { label: string; hint?: string; choices?: readonly string[] }>> = {
  services: { label: 'Services', hint: `empty: all; ${MANY}` },
  exceptServices: { label: 'Without services', hint: MANY },
  levels: { label: 'Levels', hint: 'none: all', choices: LEVELS },
  versions: { label: 'Versions', hint: MANY },
  errorTypes: { label: 'Types of error', hint: MANY },
  search: { label: 'Text', hint: 'in message, error type or error message, in any case' },
  regex: { label: 'Regular expression', hint: 'in the same places; RE2' },
  hosts: { label: 'Hosts', hint: `empty: all; ${MANY}` },
  routes: { label: 'Routes', hint: 'such as GET /orders/:id; * stands for any characters' },
  statuses: { label: 'Statuses', hint: 'none: all', choices: ['1xx', '2xx', '3xx', '4xx', '5xx', 'errors'] },
  sources: { label: 'Sources', hint: MANY },
  detectors: { label: 'Detectors', hint: 'none: all', choices: DETECTORS },
};

const LEGENDS: Partial<Record<AlertKindItem['about'], string>> = {
  requests: 'Which requests',
  problems: 'Which problems',
};

/** Which records or requests count, as far as the kind reads it; nothing for a kind about the monitor as a whole. */
export function ScopeFields({
  draft,
  kind,
  errors,
  services,
  onChange,
}: FieldsProps & { services: readonly string[] }): JSX.Element | null {
  if (kind.scope.length === 0 && kind.groupBy.length === 0) return null;
  const set = (member: string, text: string): void => onChange({ scope: { ...draft.scope, [member]: text } });
  const nothing = kind.isGrouped ? [] : [{ value: '', words: 'all together' }];
  return (
    <fieldset class="form-group">
      <legend>{LEGENDS[kind.about] ?? 'Which records'}</legend>
      {kind.scope.map((member) => {
        const { label, hint, choices } = MEMBERS[member];
        const error = errors.get(`scope.${member}`);
        const text = draft.scope[member] ?? '';
        return choices ? (
          <CheckList
            key={member}
            {...{ label, hint, error }}
            options={choices.map((value) => ({ value, words: value }))}
            chosen={namesOf(text)}
            onChange={(chosen) => set(member, chosen.join(', '))}
          />
        ) : (
          <TextField
            key={member}
            {...{ label, hint, error }}
            value={text}
            {...(member === 'services' && { offered: services })}
            onInput={(value) => set(member, value)}
          />
        );
      })}
      {kind.groupBy.length > 0 && (
        <SelectField
          label="Counted"
          value={draft.groupBy}
          options={[...nothing, ...kind.groupBy.map((value) => ({ value, words: `each ${value} by itself` }))]}
          error={errors.get('groupBy')}
          onChoose={(groupBy) => onChange({ groupBy })}
        />
      )}
    </fieldset>
  );
}
