import type { JSX } from 'preact';
import type { AlertKindItem } from '@log-monitor/monitor-api';
import { SelectField } from '../../../part/select-field.js';
import { TextField } from '../../../part/text-field.js';
import { ConditionFields } from './condition-fields.js';

import { type FieldsProps, withKind } from './rule-draft.js';
import { ScopeFields } from './scope-fields.js';

const SUBJECTS = {
  records: 'Records of services',
  problems: 'Problems',
  requests: 'Requests of web servers',
  monitor: 'The monitor itself',
};

/** What a rule watches and when it fires; which fields there are, its kind says. */
export function RuleFields({
  kinds,
  services,
  ...props
}: FieldsProps & {
  kinds: readonly AlertKindItem[];
  services: readonly string[];
}): JSX.Element {
  const { draft, kind, errors, onChange } = props;
  const choose = (name: string): void => {
    const chosen = kinds.find((one) => one.name === name);
    if (chosen) onChange(withKind(draft, chosen));
  };
  return (
    <>
      <fieldset class="form-group">
        <legend>What</legend>
        <TextField label="Name" value={draft.name} error={errors.get('name')} onInput={(name) => onChange({ name })} />
        <SelectField
          label="Watches"
          value={draft.kind}
          options={kinds.map(({ name, title, about }) => ({ value: name, words: title, group: SUBJECTS[about] }))}
          hint={kind.clock === 'event' ? 'by the time of the records' : 'by the clock of the monitor'}
          error={errors.get('kind')}
          onChoose={choose}
        />
        {kind.parameters.includes('checkIn') && (
          <TextField
            label="Name of the check-in"
            value={draft.checkIn}
            hint="the job calls POST /api/v1/alerts/check-ins/NAME"
            error={errors.get('checkIn')}
            onInput={(checkIn) => onChange({ checkIn })}
          />
        )}
        {kind.parameters.includes('percentile') && (
          <TextField
            label="Percentile"
            type="number"
            value={draft.percentile}
            hint="95: of 100 requests 95 took no longer; 95 unless given"
            error={errors.get('percentile')}
            onInput={(percentile) => onChange({ percentile })}
          />
        )}
      </fieldset>
      <ScopeFields {...props} services={services} />
      <ConditionFields {...props} />
    </>
  );
}
