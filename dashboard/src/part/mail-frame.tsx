import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../api/fetch-answer.js';
import type { Question } from '../api/question.js';
import { Choice } from './choice.js';

const WIDTHS = [
  { value: 'phone', label: 'Phone' },
  { value: 'wide', label: 'Wide' },
] as const;

/** A mail as the server makes it, in a frame that runs and loads nothing; its text stands at an address of its own. */
export function MailFrame({
  title,
  question,
  figures,
}: {
  title: string;
  question: Question<object>;
  /** The same as JSON, where there is such an answer. */
  figures?: Question<object>;
}): JSX.Element {
  const [width, setWidth] = useState<'phone' | 'wide'>('wide');
  const as = (format: string): string => addressOf({ ...question, parameters: { ...question.parameters, format } });
  return (
    <div class="mail" data-width={width}>
      <div class="mail-bar">
        <Choice label="Width of the mail" options={WIDTHS} value={width} onChoose={setWidth} />
        <a class="button" href={as('html')} target="_blank" rel="noreferrer">
          In a tab of its own
        </a>
        <a class="button" href={as('text')} target="_blank" rel="noreferrer">
          As text
        </a>
        {figures && (
          <a class="button" href={addressOf(figures)} target="_blank" rel="noreferrer">
            As JSON
          </a>
        )}
      </div>
      <iframe title={title} src={as('html')} sandbox="allow-popups" />
    </div>
  );
}
