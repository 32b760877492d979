import { type JSX } from 'preact';
import { type ConnectionState, connectionState } from '../live/connection-state.js';
import { type LiveSnapshot } from '../live/live-data.js';
import { useTick } from '../part/use-tick.js';
import { countText, countedText } from '../text/number-text.js';
import { clockText, durationText } from '../text/time-text.js';

/** The word for each state: what a screen reader hears when it changes. */
export const STATE_WORDS: Record<ConnectionState['kind'], string> = {
  connecting: 'Connecting',
  live: 'Live',
  late: 'Waiting for an answer',
  behind: 'Behind',
  'broker-unreachable': 'Kafka not reached',
  'monitor-unreachable': 'Monitor not reachable',
  unauthorized: 'Token needed',
  paused: 'Paused',
};

/** The state of a snapshot at this moment. */
export function stateOf(snapshot: LiveSnapshot): ConnectionState {
  const age = snapshot.answeredAt === undefined ? 0 : performance.now() - snapshot.answeredAt;
  return connectionState(snapshot.report, snapshot.isPaused, age);
}

/** How true the page is right now: live, behind, or of when. */
export function ConnectionBadge({ snapshot }: { snapshot: LiveSnapshot }): JSX.Element {
  useTick(1000);
  const state = stateOf(snapshot);
  return (
    <div class="connection" data-state={state.kind}>
      <span class="connection-dot" aria-hidden="true" />
      <span class="connection-words">
        <strong>{headline(state)}</strong>
        <span class="connection-detail">{detail(state, snapshot)}</span>
      </span>
      <span class="off-screen" role="status">
        {STATE_WORDS[state.kind]}
      </span>
    </div>
  );
}

function headline(state: ConnectionState): string {
  return state.kind === 'behind' ? `${durationText(state.seconds * 1000)} behind` : STATE_WORDS[state.kind];
}

function detail(state: ConnectionState, snapshot: LiveSnapshot): string {
  if (snapshot.answeredAt === undefined) return 'no answer yet';
  const ageMs = performance.now() - snapshot.answeredAt;
  const updated = `updated ${clockText(Date.now() - ageMs)}`;
  if (state.kind === 'behind') return `${countedText(state.records, 'record')} waiting, ${updated}`;
  if (state.kind === 'live') {
    const waiting = snapshot.report?.completeness?.lag.records ?? 0;
    return waiting > 0 ? `${updated}, ${countText(waiting)} in flight` : updated;
  }
  return `${updated}, ${durationText(ageMs)} ago`;
}
