import type { JSX } from 'preact';
import type { Escalation } from '@log-monitor/monitor-api';
import { CheckList } from '../../../part/check-list.js';
import { SelectField } from '../../../part/select-field.js';
import { TextField } from '../../../part/text-field.js';

const SEVERITIES = [
  { value: 'info', words: 'every severity' },
  { value: 'warning', words: 'warning and critical' },
  { value: 'critical', words: 'critical' },
];

/** Who hears of an alert that nobody has acknowledged. */
export function EscalationFields({
  number,
  line,
  channels,
  errorOf,
  onChange,
}: {
  /** Which of several, from 1. */
  number: number;
  line: Escalation;
  channels: readonly string[];
  errorOf: (member: string) => string | undefined;
  /** undefined: it is taken out. */
  onChange: (line: Escalation | undefined) => void;
}): JSX.Element {
  const chosen = line.channels === 'all' ? [] : line.channels;
  return (
    <fieldset class="form-group" data-escalation={number}>
      <legend>Escalation {number}</legend>
      <SelectField
        label="Alerts"
        value={line.from}
        options={SEVERITIES}
        error={errorOf('from')}
        onChoose={(from) => onChange({ ...line, from: from as Escalation['from'] })}
      />
      <TextField
        label="Not acknowledged for"
        type="number"
        suffix="min"
        value={Number.isNaN(line.afterMinutes) ? '' : String(line.afterMinutes)}
        error={errorOf('afterMinutes')}
        onInput={(minutes) => onChange({ ...line, afterMinutes: minutes === '' ? NaN : Number(minutes) })}
      />
      <CheckList
        label="Are told by"
        options={[...new Set([...channels, ...chosen])].map((value) => ({ value, words: value }))}
        chosen={chosen}
        hint={line.channels === 'all' ? 'none: by all channels' : undefined}
        error={errorOf('channels')}
        onChange={(some) => onChange({ ...line, channels: some.length === 0 ? 'all' : some })}
      />
      <div class="wide">
        <button type="button" class="button" onClick={() => onChange(undefined)}>
          Take out escalation {number}
        </button>
      </div>
    </fieldset>
  );
}
