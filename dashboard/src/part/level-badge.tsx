import { type JSX } from 'preact';
import { VisibleText } from './visible-text.js';

/** A level, told by word and shape as well as by colour. */
export function LevelBadge({ level }: { level: string }): JSX.Element {
  return (
    <span class={`level level-${level === 'CRITICAL' ? 'critical' : 'error'}`}>
      <VisibleText text={level} limit={20} />
    </span>
  );
}
