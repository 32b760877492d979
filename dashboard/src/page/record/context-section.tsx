import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ContextAnswer, StoredRecord } from '@log-monitor/monitor-api';
import { CONTEXT_RECORDS, type ContextBy, askContext } from '../../api/question.js';
import { useAnswer } from '../../api/use-answer.js';
import { type Route, formatRoute, withRecord } from '../../navigation/route.js';
import { Choice } from '../../part/choice.js';
import { LevelBadge } from '../../part/level-badge.js';
import { ProblemNote } from '../../part/problem-note.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';

const BY_OPTIONS = [
  { value: 'instance', label: 'same process' },
  { value: 'request', label: 'same request' },
] as const satisfies readonly { value: ContextBy; label: string }[];

/** What was logged just before and after the record: by its process, or for its request in all services. */
export function ContextSection({ record, route }: { record: StoredRecord; route: Route }): JSX.Element {
  const [by, setBy] = useState<ContextBy>('instance');
  const hasRequest = typeof record.requestId === 'string' && record.requestId !== '';
  const { answer, problem, retry } = useAnswer(askContext(record.id, by));
  return (
    <section class="detail-section context" aria-labelledby="context-heading">
      <div class="context-head">
        <h3 id="context-heading">Around it</h3>
        {hasRequest && <Choice label="Around it" options={BY_OPTIONS} value={by} onChoose={setBy} />}
      </div>
      <ProblemNote problem={problem} what="The records around it" />
      {problem && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
      {answer === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {answer && <ContextRows answer={answer} by={by} route={route} />}
    </section>
  );
}

function ContextRows({ answer, by, route }: { answer: ContextAnswer; by: ContextBy; route: Route }): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  const marked = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    const [box, row] = [list.current, marked.current];
    if (box && row) box.scrollTop = row.offsetTop - (box.clientHeight - row.clientHeight) / 2;
  }, [answer]);
  const row = (record: StoredRecord): JSX.Element => (
    <li key={record.id}>
      <a class="context-row" href={formatRoute(withRecord(route, record.id))}>
        <ContextCells record={record} by={by} />
      </a>
    </li>
  );
  return (
    <>
      <ol class="context-rows" ref={list} tabIndex={0} aria-label="Records around it, oldest first">
        {answer.before.map(row)}
        <li ref={marked}>
          <div class="context-row" aria-current="true">
            <ContextCells record={answer.record} by={by} />
          </div>
        </li>
        {answer.after.map(row)}
      </ol>
      <p class="quiet">{wordsOf(answer, by)}</p>
    </>
  );
}

function ContextCells({ record, by }: { record: StoredRecord; by: ContextBy }): JSX.Element {
  return (
    <>
      <span class="cell-time">
        <TimeStamp time={record.timestamp} />
      </span>
      <span>
        <LevelBadge level={record.level} />
      </span>
      <span class="context-message">
        {by === 'request' && (
          <b>
            <VisibleText text={record.service} limit={60} />{' '}
          </b>
        )}
        <VisibleText text={record.message} limit={300} />
      </span>
    </>
  );
}

function wordsOf(answer: ContextAnswer, by: ContextBy): string {
  const { before, after } = answer;
  const side = (count: number, word: string): string =>
    count < CONTEXT_RECORDS ? `${count} ${word}, all that is stored` : `${count} ${word}`;
  const process = answer.record.instance ? 'by the same process' : 'by the same service on the same host';
  const place = by === 'instance' ? process : 'for the same request, in all services, within an hour';
  return `${side(before.length, 'before')}; ${side(after.length, 'after')}; ${place}.`;
}
