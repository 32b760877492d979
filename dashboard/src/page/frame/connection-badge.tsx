import type { JSX } from 'preact';
import { type ConnectionState, STATE_WORDS, stateOf } from '../../live/connection-state.js';
import { type LiveSnapshot, answeredTime } from '../../live/live-data.js';
import { formatRoute } from '../../navigation/route.js';
import type { Scope } from '../../navigation/scope.js';
import { useTick } from '../../part/use-tick.js';
import { countText, countedText } from '../../text/number-text.js';
import { clockText, durationText } from '../../text/time-text.js';

/** How true the page is right now: live, behind, or of when; leads to the page that tells it of each partition. */
export function ConnectionBadge({ snapshot, scope }: { snapshot: LiveSnapshot; scope: Scope }): JSX.Element {
  useTick(1000);
  const state = stateOf(snapshot);
  return (
    <div class="connection" data-state={state.kind}>
      <span class="connection-dot" aria-hidden="true" />
      <a
        class="connection-words"
        href={formatRoute({ page: 'ingest', scope })}
        title="How far each partition is stored"
      >
        <strong>{headline(state)}</strong>
        <span class="connection-detail">{detail(state, snapshot)}</span>
      </a>
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
  const time = answeredTime(snapshot);
  if (time === undefined) return 'no answer yet';
  const updated = `updated ${clockText(time)}`;
  if (state.kind === 'behind') return `${countedText(state.records, 'record')} waiting, ${updated}`;
  if (state.kind === 'live') {
    const waiting = snapshot.report?.completeness?.lag.records ?? 0;
    return waiting > 0 ? `${updated}, ${countText(waiting)} in flight` : updated;
  }
  return `${updated}, ${durationText(Date.now() - time)} ago`;
}
