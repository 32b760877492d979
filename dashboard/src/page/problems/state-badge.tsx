import type { JSX } from 'preact';
import type { Group } from '@log-monitor/monitor-api';
import { VisibleText } from '../../part/visible-text.js';
import { stateWords } from './problem-words.js';

/** What was decided about a problem. */
export function StateBadge({
  group,
}: {
  group: Pick<Group, 'state' | 'regressedAt' | 'resolvedInVersion' | 'mutedUntil'>;
}): JSX.Element {
  const isRegressed = group.state === 'open' && group.regressedAt !== null;
  return (
    <span class="state-badge" data-state={isRegressed ? 'regressed' : group.state}>
      <VisibleText text={stateWords(group)} limit={60} />
    </span>
  );
}
