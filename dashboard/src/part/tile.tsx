import { type ComponentChildren, type JSX } from 'preact';

/** One figure with its name. */
export function Tile({
  name,
  label,
  value,
  note,
  tone = 'plain',
}: {
  name: string;
  label: string;
  value: string;
  note?: ComponentChildren;
  tone?: 'plain' | 'error' | 'critical';
}): JSX.Element {
  return (
    <div class="tile" data-tile={name} data-tone={tone}>
      <span class="tile-label">{label}</span>
      <span class="tile-value">{value}</span>
      <span class="tile-note">{note}</span>
    </div>
  );
}
