import type { ComponentChildren, JSX } from 'preact';
import { cutText, visibleText } from '../text/visible-text.js';
import { Field } from './field.js';

export interface SelectOption {
  value: string;
  words: string;
  /** Under which heading it stands. */
  group?: string;
}

/** One of several, chosen from a list. */
export function SelectField({
  label,
  value,
  options,
  onChoose,
  hint,
  error,
}: {
  label: string;
  value: string;
  options: readonly SelectOption[];
  onChoose: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
}): JSX.Element {
  const groups = [...new Set(options.map(({ group = '' }) => group))];
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <select {...control} value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
          {groups.map((group) => {
            const inGroup = options.filter((option) => (option.group ?? '') === group).map(optionOf);
            return group === '' ? (
              inGroup
            ) : (
              <optgroup key={group} label={group}>
                {inGroup}
              </optgroup>
            );
          })}
        </select>
      )}
    </Field>
  );
}

function optionOf({ value, words }: SelectOption): JSX.Element {
  return (
    <option key={value} value={value}>
      {visibleText(cutText(words, 80))}
    </option>
  );
}
