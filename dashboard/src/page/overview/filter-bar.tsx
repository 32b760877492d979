import { type JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ERROR_LEVELS, type Scope, hasFilters, withoutFilters } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { VisibleText } from '../../part/visible-text.js';
import { cutText, visibleText } from '../../text/visible-text.js';

/** Long enough to type on, short enough to feel immediate. */
const TYPING_PAUSE_MS = 300;

const LEVEL_OPTIONS = [
  { value: '' as const, label: 'All' },
  ...ERROR_LEVELS.map((level) => ({ value: level, label: level[0] + level.slice(1).toLowerCase() })),
];

/** Filters of the list of errors: text, level, service; and what a link has narrowed it to. */
export function FilterBar({
  scope,
  serviceNames,
  onChange,
}: {
  scope: Scope;
  serviceNames: readonly string[];
  onChange: (scope: Scope, how?: 'push' | 'replace') => void;
}): JSX.Element {
  const names =
    scope.service === '' || serviceNames.includes(scope.service) ? serviceNames : [scope.service, ...serviceNames];
  return (
    <div class="filters" role="search">
      <SearchField value={scope.search} onChange={(search) => onChange({ ...scope, search }, 'replace')} />
      <Choice
        label="Level"
        options={LEVEL_OPTIONS}
        value={scope.level}
        onChoose={(level) => onChange({ ...scope, level })}
      />
      <select
        class="button"
        aria-label="Service"
        value={scope.service}
        onChange={(event) => onChange({ ...scope, service: event.currentTarget.value })}
      >
        <option value="">All services</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {visibleText(cutText(name, 60))}
          </option>
        ))}
      </select>
      <Chip label="request" value={scope.requestId} onRemove={() => onChange({ ...scope, requestId: '' })} />
      <Chip label="user" value={scope.userId} onRemove={() => onChange({ ...scope, userId: '' })} />
      <Chip label="trace" value={scope.traceId} onRemove={() => onChange({ ...scope, traceId: '' })} />
      {hasFilters(scope) && (
        <button type="button" class="button" onClick={() => onChange(withoutFilters(scope))}>
          Clear filters
        </button>
      )}
    </div>
  );
}

/** Hands its text on when the typing pauses, at once on Enter or when it is cleared. */
function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }): JSX.Element {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The address changed (back button, "clear filters"), not the typing.
    if (timer.current === undefined) setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => focusOnSlash(() => input.current), []);
  const hand = (next: string, waitMs: number): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      onChange(next);
    }, waitMs);
  };
  return (
    <input
      ref={input}
      type="search"
      class="search"
      placeholder="Text in message or error ( / )"
      aria-label="Text in message or error"
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

function Chip({ label, value, onRemove }: { label: string; value: string; onRemove: () => void }): JSX.Element | null {
  if (value === '') return null;
  return (
    <button type="button" class="chip" onClick={onRemove} title="Remove this filter">
      <span>
        {label} <VisibleText text={value} limit={60} />
      </span>
      <span aria-hidden="true">×</span>
    </button>
  );
}
