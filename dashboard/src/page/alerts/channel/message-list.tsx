import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AlertChannel, Notification } from '@log-monitor/monitor-api';
import { askMail, askNotifications } from '../../../api/alert-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { alertAddress, atPlace } from '../../../navigation/alert-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { Ago } from '../../../part/ago.js';
import { MailFrame } from '../../../part/mail-frame.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { VisibleText } from '../../../part/visible-text.js';
import { AttemptList } from './attempt-list.js';

const STATES = ['waiting', 'delivered', 'failed', 'suppressed'];

interface MessageListProps {
  channels: readonly AlertChannel[];
  scope: Scope;
  round: number;
  serverNow: number;
  onScope: (scope: Scope, how?: 'push' | 'replace') => void;
}

/** What each channel was told or is to be told, with every attempt, and the mail that it came to. */
export function MessageList({ channels, scope, round, serverNow, onScope }: MessageListProps): JSX.Element {
  const { channel, state } = scope;
  const narrow = (place: Partial<Pick<Scope, 'channel' | 'state'>>): void =>
    onScope(atPlace(scope, { view: 'channels', channel, state, ...place }), 'replace');
  return (
    <section class="card table-card" aria-labelledby="messages-heading" data-alerts="messages">
      <div class="card-head">
        <h2 id="messages-heading">Messages</h2>
        <div class="filters">
          <select
            class="button"
            aria-label="Channel"
            value={channel}
            onChange={({ currentTarget }) => narrow({ channel: currentTarget.value })}
          >
            <option value="">All channels</option>
            {channels.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <select
            class="button"
            aria-label="State"
            value={state}
            onChange={({ currentTarget }) => narrow({ state: currentTarget.value })}
          >
            <option value="">In any state</option>
            {STATES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
      </div>
      <Messages key={`${channel} ${state}`} {...{ scope, round, serverNow }} />
    </section>
  );
}

/** A page of messages; older ones come by a button, in place of the newer ones. */
function Messages({ scope, round, serverNow }: Pick<MessageListProps, 'scope' | 'round' | 'serverNow'>): JSX.Element {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1) ?? '';
  const { answer, problem } = useAnswer(askNotifications(scope.channel, scope.state, cursor), round);
  const next = answer?.nextCursor ?? null;
  return (
    <>
      <ProblemNote problem={problem} what="The list of messages" />
      {answer?.notifications.length === 0 && <p class="quiet none">There is no such message.</p>}
      {answer?.notifications.map((notification) => (
        <Message key={notification.id} {...{ notification, scope, serverNow }} />
      ))}
      {(next !== null || cursors.length > 0) && (
        <div class="pages-bar">
          <button
            type="button"
            class="button"
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            Newer
          </button>
          <button
            type="button"
            class="button"
            disabled={next === null}
            onClick={() => next !== null && setCursors([...cursors, next])}
          >
            Older
          </button>
        </div>
      )}
    </>
  );
}

function Message({
  notification,
  scope,
  serverNow,
}: {
  notification: Notification;
  scope: Scope;
  serverNow: number;
}): JSX.Element {
  const { id, channel, state, suppressedBy, transition, sentence, ruleName, createdAt, messageId, attempts } =
    notification;
  const { channel: narrowed, state: wanted, mail } = scope;
  const isOpen = messageId !== null && messageId === mail;
  const here = { view: 'channels', channel: narrowed, state: wanted };
  return (
    <article class="dead-letter" data-message={id}>
      <p>
        <strong class={state === 'failed' ? 'is-bad' : state === 'waiting' ? 'is-behind' : undefined}>{state}</strong>{' '}
        <VisibleText text={channel} limit={50} />: <VisibleText text={sentence} limit={300} />{' '}
        <span class="quiet">
          {transition}, <Ago time={createdAt} serverNow={serverNow} />, rule <VisibleText text={ruleName} limit={120} />
          {suppressedBy !== null && (
            <>
              , held back by <VisibleText text={suppressedBy} limit={40} />
            </>
          )}
        </span>
      </p>
      {messageId !== null && <AttemptList attempts={attempts} />}
      {messageId !== null && (
        <div class="actions">
          <a
            class="button"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Close' : 'Show'} the mail: ${sentence}`}
            href={alertAddress(scope, isOpen ? here : { ...here, mail: messageId })}
          >
            {isOpen ? 'Close the mail' : 'Show the mail'}
          </a>
        </div>
      )}
      {isOpen && <MailFrame title={`Mail: ${sentence}`} question={askMail(messageId)} />}
    </article>
  );
}
