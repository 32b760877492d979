import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { FieldError } from './field.js';
import { VisibleText } from './visible-text.js';

/** Some of several, each with a box to tick. */
export function CheckList({
  label,
  options,
  chosen,
  onChange,
  hint,
  error,
}: {
  label: string;
  options: readonly { value: string; words: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
}): JSX.Element {
  const id = useId();
  const toggle = (value: string): void =>
    onChange(
      chosen.includes(value)
        ? chosen.filter((one) => one !== value)
        : options.map((option) => option.value).filter((one) => one === value || chosen.includes(one)),
    );
  return (
    <fieldset class="field check-list" aria-describedby={`${id}-hint ${id}-error`}>
      <legend>{label}</legend>
      <div class="checks">
        {options.map(({ value, words }) => (
          <label key={value} class="check">
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />{' '}
            <span>
              <VisibleText text={words} limit={80} />
            </span>
          </label>
        ))}
      </div>
      <span class="quiet" id={`${id}-hint`}>
        {hint}
      </span>
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  );
}
