import type { JSX } from 'preact';
import { TextField } from '../../../part/text-field.js';
import type { FieldsProps } from './rule-draft.js';
import { writtenIn } from './kind-words.js';

/** When it fires, and when it is over. */
export function ConditionFields({ draft, kind, errors, onChange }: FieldsProps): JSX.Element {
  const { suffix } = writtenIn(kind);
  const unit = suffix === '' ? {} : { suffix };
  const isFixed = kind.threshold.min === kind.threshold.max;
  const number = { type: 'number' } as const;
  return (
    <fieldset class="form-group">
      <legend>When</legend>
      {!isFixed && (
        <TextField
          {...number}
          {...unit}
          label="Fires at"
          value={draft.threshold}
          hint={`and above: ${kind.unit}`}
          error={errors.get('threshold')}
          onInput={(threshold) => onChange({ threshold })}
        />
      )}
      {!isFixed && (
        <TextField
          {...number}
          {...unit}
          label="Over below"
          value={draft.resolveThreshold}
          hint="empty: as soon as it is below the value above"
          error={errors.get('resolveThreshold')}
          onInput={(resolveThreshold) => onChange({ resolveThreshold })}
        />
      )}
      {kind.parameters.includes('windowSeconds') && (
        <TextField
          {...number}
          label="Window"
          suffix="min"
          value={draft.windowMinutes}
          hint="whole minutes, up to a day; one ends at each minute"
          error={errors.get('windowMinutes')}
          onInput={(windowMinutes) => onChange({ windowMinutes })}
        />
      )}
      <TextField
        {...number}
        label="For"
        suffix="windows in a row"
        value={draft.forWindows}
        hint="until then it is pending; as many before it is over"
        error={errors.get('forWindows')}
        onInput={(forWindows) => onChange({ forWindows })}
      />
      {kind.parameters.includes('minimumVolume') && (
        <TextField
          {...number}
          label="At least"
          suffix={kind.about === 'requests' ? 'requests' : 'records'}
          value={draft.minimumVolume}
          hint="with fewer in the window there is no verdict"
          error={errors.get('minimumVolume')}
          onInput={(minimumVolume) => onChange({ minimumVolume })}
        />
      )}
    </fieldset>
  );
}
