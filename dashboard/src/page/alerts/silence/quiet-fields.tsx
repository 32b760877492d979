import type { JSX } from 'preact';
import type { QuietHours } from '@log-monitor/monitor-api';
import { CheckList } from '../../../part/check-list.js';
import { SelectField } from '../../../part/select-field.js';
import { TextField } from '../../../part/text-field.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const SEVERITIES = [
  { value: 'info', words: 'info' },
  { value: 'warning', words: 'warning and info' },
  { value: 'critical', words: 'everything' },
];

/** One span of quiet hours. */
export function QuietFields({
  number,
  span,
  channels,
  errorOf,
  onChange,
}: {
  /** Which of several, from 1. */
  number: number;
  span: QuietHours;
  channels: readonly string[];
  errorOf: (member: string) => string | undefined;
  /** undefined: it is taken out. */
  onChange: (span: QuietHours | undefined) => void;
}): JSX.Element {
  const time = (member: 'from' | 'to', label: string, hint?: string): JSX.Element => (
    <TextField
      label={label}
      type="time"
      value={span[member]}
      hint={hint}
      error={errorOf(member)}
      onInput={(value) => onChange({ ...span, [member]: value })}
    />
  );
  return (
    <fieldset class="form-group" data-quiet={number}>
      <legend>Quiet hours {number}</legend>
      {time('from', 'From')}
      {time('to', 'To', span.to < span.from ? 'the next morning' : undefined)}
      <TextField
        label="Time zone"
        value={span.timeZone}
        offered={Intl.supportedValuesOf('timeZone')}
        error={errorOf('timeZone')}
        onInput={(timeZone) => onChange({ ...span, timeZone })}
      />
      <SelectField
        label="What waits for their end"
        value={span.upTo}
        options={SEVERITIES}
        error={errorOf('upTo')}
        onChoose={(upTo) => onChange({ ...span, upTo: upTo as QuietHours['upTo'] })}
      />
      <CheckList
        label="Days on which they begin"
        options={DAYS.map((value) => ({ value, words: value }))}
        chosen={span.days}
        hint={span.days.length === 0 ? 'none: every day' : undefined}
        error={errorOf('days')}
        onChange={(days) => onChange({ ...span, days: DAYS.filter((day) => days.includes(day)) })}
      />
      <CheckList
        label="Channels"
        options={[...new Set([...channels, ...span.channels])].map((value) => ({ value, words: value }))}
        chosen={span.channels}
        hint={span.channels.length === 0 ? 'none: all' : undefined}
        error={errorOf('channels')}
        onChange={(chosen) => onChange({ ...span, channels: chosen })}
      />
      <div class="wide">
        <button type="button" class="button" onClick={() => onChange(undefined)}>
          Take out quiet hours {number}
        </button>
      </div>
    </fieldset>
  );
}
