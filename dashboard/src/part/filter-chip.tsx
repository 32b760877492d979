import type { JSX } from 'preact';
import { VisibleText } from './visible-text.js';

/** A filter that a link has set, and that a click removes; nothing without one. */
export function FilterChip({
  label,
  value,
  onRemove,
}: {
  label: string;
  value: string;
  onRemove: () => void;
}): JSX.Element | null {
  if (value === '') return null;
  return (
    <button type="button" class="chip" onClick={onRemove} title="Remove this filter">
      <span>
        {label} <VisibleText text={value} limit={60} />
      </span>
      <span aria-hidden="true">×</span>
    </button>
  );
}
