import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { VisibleText } from './visible-text.js';

/** What a control needs in order to be named and explained by its field. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

/** A control with its name, what is to be known of it, and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: ComponentChildren;
  /** The server's words about what is in it now. */
  error?: string | undefined;
  children: (control: FieldControl) => ComponentChildren;
}): JSX.Element {
  const id = useId();
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
        'aria-invalid': error !== undefined,
      })}
      {hint !== undefined && (
        <span class="quiet" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

export function FieldError({ id, error }: { id: string; error: string | undefined }): JSX.Element | null {
  if (error === undefined) return null;
  return (
    <span class="field-error" id={id}>
      <VisibleText text={error} limit={300} />
    </span>
  );
}
