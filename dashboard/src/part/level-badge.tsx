import type { JSX } from 'preact';
import { VisibleText } from './visible-text.js';

const STYLES = new Map([
  ['DEBUG', 'debug'],
  ['WARNING', 'warning'],
  ['ERROR', 'error'],
  ['CRITICAL', 'critical'],
]);

/** A level, told by word and shape as well as by colour. */
export function LevelBadge({ level }: { level: string }): JSX.Element {
  return (
    <span class={`level level-${STYLES.get(level) ?? 'info'}`}>
      <VisibleText text={level} limit={20} />
    </span>
  );
}
