import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Long enough to type on, short enough to feel immediate. */
const TYPING_PAUSE_MS = 300;

/** Hands its text on when the typing pauses, at once on Enter or when it is cleared. */
export function SearchField({
  label,
  hasSlash = false,
  value,
  onChange,
}: {
  label: string;
  /** The key "/" leads here. */
  hasSlash?: boolean;
  value: string;
  onChange: (text: string) => void;
}): JSX.Element {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  // What was typed is handed to the page as it is by then: another filter may have been chosen meanwhile.
  const receive = useRef(onChange);
  receive.current = onChange;
  useEffect(() => {
    // The address changed (back button, "clear filters"), not the typing.
    if (timer.current === undefined) setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => (hasSlash ? focusOnSlash(() => input.current) : undefined), [hasSlash]);
  const hand = (next: string, waitMs: number): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      receive.current(next);
    }, waitMs);
  };
  return (
    <input
      ref={input}
      type="search"
      class="search"
      placeholder={hasSlash ? `${label} ( / )` : label}
      aria-label={label}
      maxLength={500}
      spellcheck={false}
      autocomplete="off"
      value={text}
      onInput={(event) => hand(event.currentTarget.value, event.currentTarget.value === '' ? 0 : TYPING_PAUSE_MS)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') hand(event.currentTarget.value, 0);
      }}
    />
  );
}

function focusOnSlash(input: () => HTMLInputElement | null): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input()?.focus();
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}
