import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Field } from './field.js';

/** A field for a text, a number, or a time. */
export function TextField({
  label,
  value,
  onInput,
  hint,
  error,
  type = 'text',
  suffix,
  offered,
  rows,
}: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  type?: 'text' | 'number' | 'time' | 'datetime-local';
  /** The unit, after the number. */
  suffix?: string;
  /** What the browser offers while one types. */
  offered?: readonly string[];
  /** More than one line. */
  rows?: number;
}): JSX.Element {
  const list = useId();
  const read = (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }): void =>
    onInput(event.currentTarget.value);
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) =>
        rows !== undefined ? (
          <textarea {...control} rows={rows} value={value} spellcheck={false} onInput={read} />
        ) : (
          <span class="with-suffix">
            <input
              {...control}
              type={type}
              step={type === 'number' ? 'any' : undefined}
              value={value}
              autocomplete="off"
              spellcheck={false}
              list={offered && list}
              onInput={read}
            />
            {suffix !== undefined && <span class="quiet">{suffix}</span>}
            {offered && (
              <datalist id={list}>
                {offered.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            )}
          </span>
        )
      }
    </Field>
  );
}
