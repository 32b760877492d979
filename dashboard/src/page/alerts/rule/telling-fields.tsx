import type { JSX } from 'preact';
import type { AlertChannel } from '@log-monitor/monitor-api';
import { CheckList } from '../../../part/check-list.js';
import { SelectField } from '../../../part/select-field.js';
import { TextField } from '../../../part/text-field.js';

import type { FieldsProps, Rule } from './rule-draft.js';

const SEVERITIES = ['info', 'warning', 'critical'].map((value) => ({ value, words: value }));
const TEMPLATE =
  '{{rule}}, {{key}}, {{severity}}, {{value}}, {{threshold}}, {{sentence}}, {{owner}}, {{at}}, {{window.from}}, {{window.to}}, {{labels.NAME}}, {{sample.message}}';

/** Who is told, in which words, and when nobody is. */
export function TellingFields({
  draft,
  errors,
  channels,
  others,
  onChange,
}: FieldsProps & { channels: readonly AlertChannel[]; others: readonly Rule[] }): JSX.Element {
  return (
    <fieldset class="form-group">
      <legend>Who is told</legend>
      <SelectField
        label="Severity"
        value={draft.severity}
        options={SEVERITIES}
        hint="quiet hours and escalation go by it"
        error={errors.get('severity')}
        onChoose={(severity) => onChange({ severity })}
      />
      <TextField
        label="Not again within"
        type="number"
        suffix="min"
        value={draft.cooldownMinutes}
        hint="after a message about the same service, host, route or problem"
        error={errors.get('cooldownMinutes')}
        onInput={(cooldownMinutes) => onChange({ cooldownMinutes })}
      />
      <TextField
        label="Owner"
        value={draft.owner}
        error={errors.get('owner')}
        onInput={(owner) => onChange({ owner })}
      />
      <ChannelChoice {...{ draft, errors, channels, onChange }} />
      <TextField
        label="Labels"
        rows={2}
        value={draft.labels}
        hint="a line for each: team=shop"
        error={errors.get('labels')}
        onInput={(labels) => onChange({ labels })}
      />
      <div class="wide">
        <TextField
          label="Text of the message"
          rows={3}
          value={draft.message}
          hint={`may name ${TEMPLATE}`}
          error={errors.get('message')}
          onInput={(message) => onChange({ message })}
        />
      </div>
      {others.length > 0 && (
        <details class="wide" open={draft.dependsOn.length > 0 || errors.has('dependsOn')}>
          <summary>Says nothing while another rule fires</summary>
          <CheckList
            label="While one of these fires"
            options={others.map(({ id, name }) => ({ value: id, words: name }))}
            chosen={draft.dependsOn}
            error={errors.get('dependsOn')}
            onChange={(dependsOn) => onChange({ dependsOn })}
          />
        </details>
      )}
    </fieldset>
  );
}

/** A channel that a rule names and that is not configured is shown too: it can be taken away. */
function ChannelChoice({
  draft,
  errors,
  channels,
  onChange,
}: Pick<FieldsProps, 'draft' | 'errors' | 'onChange'> & { channels: readonly AlertChannel[] }): JSX.Element {
  const { channels: chosen } = draft;
  const configured = channels.map(({ name }) => name);
  const lost = chosen === 'all' ? [] : chosen.filter((name) => !configured.includes(name));
  return (
    <div class="field">
      <SelectField
        label="Channels"
        value={chosen === 'all' ? 'all' : 'some'}
        options={[
          { value: 'all', words: 'all that are configured' },
          { value: 'some', words: 'only these' },
        ]}
        error={errors.get('channels')}
        onChoose={(which) => onChange({ channels: which === 'all' ? 'all' : configured })}
      />
      {chosen !== 'all' && (
        <CheckList
          label="Only these"
          options={[
            ...configured.map((value) => ({ value, words: value })),
            ...lost.map((value) => ({ value, words: `${value} (not configured)` })),
          ]}
          chosen={chosen}
          hint={chosen.length === 0 ? 'none: nobody is told, it is only decided' : undefined}
          onChange={(some) => onChange({ channels: some })}
        />
      )}
    </div>
  );
}
