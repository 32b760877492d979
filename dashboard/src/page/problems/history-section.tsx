import type { JSX } from 'preact';
import type { GroupAnswer } from '@log-monitor/monitor-api';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { eventWords } from './problem-words.js';
import { undoing } from './triage-action.js';
import type { Triage } from './use-triage.js';

/** What was done about a problem, by whom; the last of it can be taken back, then the one before. */
export function HistorySection({ group: { id, events }, triage }: { group: GroupAnswer; triage: Triage }): JSX.Element {
  const last = events.find(({ undone, action }) => !undone && action !== 'undo');
  return (
    <section class="detail-section" aria-label="History">
      <h3>History</h3>
      {events.length === 0 && <p class="quiet">Nothing was done about it yet.</p>}
      <ol class="problem-history">
        {events.map((event) => (
          <li key={event.id} data-event={event.id} data-undone={event.undone}>
            <TimeStamp time={event.at} /> <VisibleText text={event.actor} limit={80} />{' '}
            <span class="problem-event">
              <VisibleText text={eventWords(event)} limit={300} />
            </span>
            {event.undone && <span class="quiet"> taken back</span>}
            {event === last && (
              <button
                type="button"
                class="button"
                disabled={triage.isWorking}
                onClick={() => triage.run(undoing([id]))}
              >
                Take back
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
