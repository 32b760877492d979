import type { JSX } from 'preact';
import type { Notification } from '@log-monitor/monitor-api';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';
import { countedText } from '../../../text/number-text.js';

/** Every attempt to deliver a message, the last one in sight. */
export function AttemptList({ attempts }: Pick<Notification, 'attempts'>): JSX.Element {
  const last = attempts.at(-1);
  if (last === undefined) return <p class="quiet">No attempt yet.</p>;
  return (
    <details>
      <summary>
        {countedText(attempts.length, 'attempt')}; the last:{' '}
        <VisibleText text={last.detail ?? 'under way'} limit={200} />
      </summary>
      <ol class="attempts">
        {attempts.map(({ number, startedAt, outcome, detail, monitor }) => (
          <li key={number} data-outcome={outcome ?? 'under way'}>
            <TimeStamp time={startedAt} isFull />{' '}
            <strong class={outcome === 'delivered' ? undefined : 'is-bad'}>{outcome ?? 'under way'}</strong>{' '}
            <VisibleText text={detail ?? ''} limit={500} />{' '}
            <span class="quiet">
              by <VisibleText text={monitor} limit={100} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
