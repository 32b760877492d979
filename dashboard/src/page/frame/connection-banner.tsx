import type { JSX } from 'preact';
import { type ConnectionState, stateOf } from '../../live/connection-state.js';
import { type LiveSnapshot, answeredTime } from '../../live/live-data.js';
import { useTick } from '../../part/use-tick.js';
import { VisibleText } from '../../part/visible-text.js';
import { countedText } from '../../text/number-text.js';
import { clockText, durationText, parseTime } from '../../text/time-text.js';

/**
 * What is wrong with the whole page and what to do about it; nothing while all is well. Not a live region: it counts
 * seconds, and the badge announces the state once.
 */
export function ConnectionBanner({
  snapshot,
  onRetry,
}: {
  snapshot: LiveSnapshot;
  onRetry: () => void;
}): JSX.Element | null {
  useTick(1000);
  const state = stateOf(snapshot);
  const content = bannerFor(state, snapshot, onRetry);
  return content === null ? null : (
    <div class="banner" data-state={state.kind}>
      {content}
    </div>
  );
}

function bannerFor(state: ConnectionState, snapshot: LiveSnapshot, onRetry: () => void): JSX.Element | null {
  switch (state.kind) {
    case 'unauthorized':
      return (
        <>
          <p>
            <strong>The monitor wants its token.</strong> {dataOf(snapshot)}Reload, then give any user name and the
            token (<code>LOG_MONITOR_TOKEN</code>) as the password.
          </p>
          <button type="button" class="button primary" onClick={() => location.reload()}>
            Reload and sign in
          </button>
        </>
      );
    case 'monitor-unreachable':
      return (
        <>
          <p>
            <strong>The monitor does not answer.</strong> <VisibleText text={state.reason} /> {dataOf(snapshot)}
            {nextTry(snapshot)}
          </p>
          <button type="button" class="button primary" onClick={onRetry}>
            Try now
          </button>
        </>
      );
    case 'broker-unreachable':
      return (
        <p>
          <strong>The monitor does not reach Kafka, or has stopped reading it.</strong> What it has stored is here;{' '}
          {completeThrough(snapshot)}. Services hold their records back meanwhile.
        </p>
      );
    case 'behind':
      return (
        <p>
          <strong>The monitor is catching up.</strong> {countedText(state.records, 'record')} wait in Kafka;{' '}
          {completeThrough(snapshot)}.
        </p>
      );
    case 'connecting':
    case 'live':
    case 'late':
    case 'paused':
      return null;
  }
}

function dataOf(snapshot: LiveSnapshot): string {
  const time = answeredTime(snapshot);
  return time === undefined ? '' : `The figures below are of ${clockText(time)}. `;
}

function nextTry(snapshot: LiveSnapshot): string {
  if (snapshot.nextRoundAt === null) return '';
  const wait = snapshot.nextRoundAt - performance.now();
  return wait > 0 ? `Next try in ${durationText(wait + 999)}.` : 'Trying …';
}

function completeThrough(snapshot: LiveSnapshot): string {
  const time = parseTime(snapshot.report?.completeness?.completeThrough);
  return time === undefined
    ? 'it is not known through when it is complete'
    : `the figures are complete through ${clockText(time)}`;
}
