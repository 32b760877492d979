import type { JSX } from 'preact';
import type { Question } from '../api/question.js';
import { useSent } from './use-sent.js';
import { VisibleText } from './visible-text.js';

/** Switches something on or off on the server. It stays where it is, so that the focus does too. */
export function SwitchButton({
  label,
  isOn,
  question,
  onDone,
}: {
  label: string;
  isOn: boolean;
  /** What makes it the other way round. */
  question: Question<object>;
  onDone: () => void;
}): JSX.Element {
  const { isSending, problem, send } = useSent();
  return (
    <>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={isOn}
        aria-label={label}
        aria-disabled={isSending}
        onClick={() => {
          if (!isSending) send(question, onDone);
        }}
      />
      {problem && (
        <span class="is-bad" role="alert">
          <VisibleText text={problem.message} limit={300} />
        </span>
      )}
    </>
  );
}
