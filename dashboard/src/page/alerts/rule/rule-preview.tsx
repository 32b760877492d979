import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { AlertKindItem, AlertPreviewAnswer } from '@log-monitor/monitor-api';
import { previewRule } from '../../../api/alert-question.js';
import type { RequestProblem } from '../../../api/request-problem.js';
import { useAnswer } from '../../../api/use-answer.js';
import { LineChart } from '../../../chart/line-chart.js';
import { Choice } from '../../../part/choice.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';
import { countText, countedText } from '../../../text/number-text.js';
import { valueText } from './kind-words.js';
import { previewDrawing } from './preview-drawing.js';

const SPANS = [
  { value: '6h', label: '6 h', words: 'In the last 6 hours' },
  { value: '24h', label: '24 h', words: 'In the last 24 hours' },
  { value: '7d', label: '7 d', words: 'In the last 7 days' },
];
const LISTED = 20;

interface Previewed {
  answer: AlertPreviewAnswer | undefined;
  /** The rule that was tried, and on what. */
  rule: Tried;
  span: string;
  problem: RequestProblem | undefined;
  /** The answer is of an earlier form of the rule. */
  isOld: boolean;
}

interface Tried {
  threshold?: number | null;
  resolveThreshold?: number | null;
  name?: string;
}

/** What a rule would have done; the last answer stays in sight until the next one is there. */
export function usePreview(rule: Tried, span: string): Previewed {
  // Without a name it can be tried, though not be made.
  const question = previewRule({ ...rule, name: rule.name === '' ? 'New rule' : rule.name }, `now-${span}`);
  const { answer, problem } = useAnswer(question);
  const last = useRef<{ answer: AlertPreviewAnswer; rule: Tried; span: string }>(undefined);
  if (answer && last.current?.answer !== answer) last.current = { answer, rule, span };
  return {
    answer: last.current?.answer,
    rule: last.current?.rule ?? rule,
    span: last.current?.span ?? span,
    problem,
    isOld: answer === undefined,
  };
}

/** How often it would have fired, as words and as a chart with what it fires at. */
export function RulePreview({
  preview: { answer, rule, span: triedSpan, problem, isOld },
  kind,
  span,
  onSpan,
}: {
  preview: Previewed;
  kind: AlertKindItem;
  span: string;
  onSpan: (span: string) => void;
}): JSX.Element {
  const drawing = useMemo(() => answer && previewDrawing(answer, rule), [answer]);
  const isRefused = (problem?.wrong.length ?? 0) > 0;
  return (
    <section class="rule-preview" aria-label="What it would have done" data-old={isOld}>
      <div class="preview-head">
        <h3>What it would have done</h3>
        <Choice label="Tried on" options={SPANS} value={span} onChoose={onSpan} />
      </div>
      {isRefused ? (
        <p class="quiet">A field has to be mended before it can be tried.</p>
      ) : (
        <ProblemNote problem={problem} what="The preview" />
      )}
      {answer === undefined && problem === undefined && <p class="quiet">It is being tried …</p>}
      {answer && (
        <p role="status">
          {SPANS.find(({ value }) => value === triedSpan)?.words} it would have fired{' '}
          <strong class={answer.fired > 0 ? 'is-bad' : undefined}>{countedText(answer.fired, 'time')}</strong>
          {answer.firingMinutes > 0 && `, over ${countText(answer.firingMinutes)} min`}.{' '}
          <span class="quiet">{countedText(answer.evaluations, 'minute')} were decided as live.</span>
        </p>
      )}
      {drawing && drawing.series.length > 0 && (
        <LineChart key={kind.format} label="Value" data={drawing} textOf={(value) => valueText(kind, value)} />
      )}
      {answer && drawing?.series.length === 0 && <p class="quiet">Nothing was measured of what it watches.</p>}
      {answer && answer.transitions.length > 0 && <Transitions transitions={answer.transitions} />}
    </section>
  );
}

function Transitions({ transitions }: Pick<AlertPreviewAnswer, 'transitions'>): JSX.Element {
  const newest = transitions.slice(-LISTED).reverse();
  return (
    <details>
      <summary>When it would have fired, and when it would have been over</summary>
      <ol class="transitions">
        {newest.map(({ at, key, transition, sentence }) => (
          <li key={`${at} ${key} ${transition}`} data-transition={transition}>
            <TimeStamp time={at} />{' '}
            <span class={transition === 'fired' ? 'is-bad' : undefined}>
              {transition === 'resolved' ? 'over' : transition}
            </span>{' '}
            <VisibleText text={sentence} limit={200} />
          </li>
        ))}
      </ol>
      {transitions.length > LISTED && <p class="quiet">The newest of {countText(transitions.length)} are listed.</p>}
    </details>
  );
}
