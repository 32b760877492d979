import type { ComponentChildren, JSX } from 'preact';
import { Hint } from './hint.js';

/** One figure with its name. */
export function Tile({
  name,
  label,
  explanation,
  value,
  note,
  tone = 'plain',
}: {
  name: string;
  label: string;
  /** What the figure counts, where its name does not say it all. */
  explanation?: string;
  value: string;
  note?: ComponentChildren;
  tone?: 'plain' | 'error' | 'critical';
}): JSX.Element {
  return (
    <div class="tile" data-tile={name} data-tone={tone}>
      <span class="tile-label">
        {explanation === undefined ? label : <Hint label={label} explanation={explanation} />}
      </span>
      <span class="tile-value">{value}</span>
      <span class="tile-note">{note}</span>
    </div>
  );
}
