import type { JSX } from 'preact';
import type { DeadLetter, DeadLetterAnswer } from '@log-monitor/monitor-api';
import { askDeadLetters, deleteDeadLetter, retryDeadLetter } from '../../api/question.js';
import { useAnswer } from '../../api/use-answer.js';
import type { ListKind } from '../../list/list-kind.js';
import { ListView } from '../../list/list-view.js';
import { useListFeed } from '../../list/use-list-feed.js';
import type { Route } from '../../navigation/route.js';
import { ActionButton } from '../../part/action-button.js';
import { ProblemNote } from '../../part/problem-note.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { ValueTree } from '../../part/value-tree.js';
import { VisibleText } from '../../part/visible-text.js';
import { bytesText, countText } from '../../text/number-text.js';

type Letter = Omit<DeadLetter, 'id'> & { id: string };

const DEAD_LETTERS: ListKind<Letter, DeadLetterAnswer> = {
  noun: 'dead letter',
  columns: [],
  Row: LetterRow,
  place: 'what is kept',
  ask: askDeadLetters,
  itemsOf: ({ deadLetters }) => deadLetters.map((letter) => ({ ...letter, id: String(letter.id) })),
  source: 'polled',
};

/**
 * Messages that could not be read as records: an error among them is counted nowhere else.
 *
 * @param count how many there are; asked again when it changes
 */
export function DeadLetterList({ route, count }: { route: Route; count: number }): JSX.Element {
  const { answer, problem } = useAnswer(askDeadLetters(route.scope), count);
  const list = useListFeed(DEAD_LETTERS, route.scope, false, { answer, scope: route.scope });
  return (
    <>
      <ProblemNote problem={problem} what="The list of dead letters" />
      <ListView kind={DEAD_LETTERS} list={list} route={route} />
    </>
  );
}

function LetterRow({ item }: { item: Letter }): JSX.Element {
  const {
    id,
    topic,
    partition,
    offset,
    element,
    timestamp,
    reason,
    detail,
    size,
    complete,
    key,
    headers,
    value,
    valueCut,
  } = item;
  const around = { ...(key === null ? {} : { key }), ...headers };
  return (
    <article class="dead-letter" data-dead-letter={id}>
      <p>
        <TimeStamp time={timestamp} isFull /> <strong class="is-bad">{reason.replaceAll('_', ' ')}</strong>{' '}
        <VisibleText text={`${topic}/${partition}`} limit={120} />, offset {countText(offset)}
        {element === null ? '' : `, element ${element}`}, {bytesText(size)}
      </p>
      {detail !== null && (
        <p class="quiet">
          <VisibleText text={detail} limit={500} />
        </p>
      )}
      {value !== null && value !== '' && (
        <pre class="stack" tabIndex={0} aria-label="The message">
          <VisibleText text={value} />
        </pre>
      )}
      {valueCut && <p class="quiet">Its first part is shown.</p>}
      {Object.keys(around).length > 0 && (
        <details>
          <summary>Key and headers</summary>
          <ValueTree value={around} />
        </details>
      )}
      <div class="actions">
        {complete ? (
          <ActionButton
            label="Read again"
            done="It could be read: it is stored and counted now."
            question={retryDeadLetter(id)}
          />
        ) : (
          <span class="quiet">Only its first part was kept, so it cannot be read again.</span>
        )}
        <ActionButton label="Delete" confirm="Delete for good" done="Deleted." question={deleteDeadLetter(id)} />
      </div>
    </article>
  );
}
