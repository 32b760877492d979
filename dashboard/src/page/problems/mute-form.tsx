import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MutedUntil } from '@log-monitor/monitor-api';
import { SelectField } from '../../part/select-field.js';
import { TextField } from '../../part/text-field.js';

const HOUR_MS = 3_600_000;

const ENDS = [
  { value: '1', words: '1 hour is over' },
  { value: '8', words: '8 hours are over' },
  { value: '24', words: 'a day is over' },
  { value: '168', words: 'a week is over' },
  { value: 'count', words: 'so many errors came' },
  { value: 'perMinute', words: 'so many came within a minute' },
  { value: 'never', words: 'somebody reopens it' },
] as const;

/** How long problems are muted. */
export function MuteForm({ onMute }: { onMute: (until: MutedUntil) => void }): JSX.Element {
  const [end, setEnd] = useState('24');
  const [number, setNumber] = useState('100');
  const isCounted = end === 'count' || end === 'perMinute';
  return (
    <form
      class="triage-form"
      aria-label="Mute"
      onSubmit={(event) => {
        event.preventDefault();
        onMute(untilOf(end, Number(number)));
      }}
    >
      <SelectField label="Until" value={end} options={ENDS} onChoose={setEnd} />
      {isCounted && <TextField label="Errors" type="number" value={number} onInput={setNumber} />}
      <button type="submit" class="button primary">
        Mute
      </button>
    </form>
  );
}

function untilOf(end: string, number: number): MutedUntil {
  if (end === 'never') return {};
  if (end === 'count' || end === 'perMinute') return { [end]: number };
  return { time: new Date(Date.now() + Number(end) * HOUR_MS).toISOString() };
}
