import type { JSX } from 'preact';
import type { GroupPreviewAnswer } from '@log-monitor/monitor-api';
import { VisibleText } from '../../../part/visible-text.js';
import { countText, countedText } from '../../../text/number-text.js';
import { millisecondsText } from '../../../text/number-text.js';

type Sample = GroupPreviewAnswer['joined'][number]['samples'][number];

/** What rules would make of the errors that are stored. */
export function GroupPreview({ answer }: { answer: GroupPreviewAnswer }): JSX.Element {
  const { before, after, errors, moved, tookMs, isComplete, joined, joinedCount, split, splitCount } = answer;
  return (
    <>
      <p>
        <strong>
          {countedText(before, 'problem')} → {countText(after)}
        </strong>
        ; {splitCount === 0 ? 'none would split' : `${countText(splitCount)} would split`}.{' '}
        <span class="quiet">
          {countedText(moved, 'error')} of {countText(errors)} would belong to another problem; looked at in{' '}
          {millisecondsText(tookMs)}
          {isComplete ? '' : ', the newest only: there are more than could be looked at in time'}.
        </span>
      </p>
      {split.length > 0 && (
        <Part title={listWords(split.length, splitCount, 'would split')}>
          {split.map(({ id, title, count, parts, into }) => (
            <li key={id ?? title} data-preview="split">
              <VisibleText text={title} limit={200} />{' '}
              <span class="quiet">
                {countedText(count, 'error')} → {countedText(parts, 'problem')}
              </span>
              <ul>
                {into.map((one, at) => (
                  <li key={at}>
                    <VisibleText text={one.title} limit={200} />{' '}
                    <span class="quiet">{countedText(one.count, 'error')}</span>
                    <Samples samples={one.samples} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </Part>
      )}
      {joined.length > 0 && (
        <Part title={listWords(joined.length, joinedCount, 'would be made of several')}>
          {joined.map(({ title, count, problems, from, samples }, at) => (
            <li key={at} data-preview="joined">
              <VisibleText text={title} limit={200} />{' '}
              <span class="quiet">
                {countedText(problems, 'problem')} → 1, {countedText(count, 'error')}
              </span>
              <ul>
                {from.map((one, place) => (
                  <li key={place}>
                    <VisibleText text={one.title} limit={200} />{' '}
                    <span class="quiet">{countedText(one.count, 'error')}</span>
                  </li>
                ))}
              </ul>
              <Samples samples={samples} />
            </li>
          ))}
        </Part>
      )}
    </>
  );
}

function listWords(shown: number, all: number, what: string): string {
  const these = shown === 1 ? 'This one' : `These ${countText(shown)}`;
  return shown === all ? `${these} ${what}` : `${these} and ${countText(all - shown)} more ${what}`;
}

function Part({ title, children }: { title: string; children: JSX.Element[] }): JSX.Element {
  return (
    <details open>
      <summary>{title}</summary>
      <ol class="preview-list">{children}</ol>
    </details>
  );
}

function Samples({ samples }: { samples: readonly Sample[] }): JSX.Element {
  return (
    <>
      {samples.map(({ id, service, message }) => (
        <p key={id} class="quiet preview-sample">
          <VisibleText text={service} limit={80} />: <VisibleText text={message} limit={200} />
        </p>
      ))}
    </>
  );
}
