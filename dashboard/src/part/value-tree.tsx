import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { VisibleText } from './visible-text.js';
import { countedText } from '../text/number-text.js';

/** Entries of one level that are put on the page at once; a record may hold tens of thousands. */
const ENTRIES_AT_ONCE = 100;
const OPEN_DEPTH = 2;
const LONG_TEXT = 2000;

/** Any JSON object as a table of names and values; objects and arrays fold. */
export function ValueTree({ value, depth = 0 }: { value: object; depth?: number }): JSX.Element {
  const [limit, setLimit] = useState(ENTRIES_AT_ONCE);
  const entries = Object.entries(value) as [string, unknown][];
  return (
    <dl class="value-tree">
      {entries.slice(0, limit).map(([name, member]) => (
        <div key={name} class={isFolding(member) ? 'value-entry folding' : 'value-entry'}>
          <dt>
            <VisibleText text={name} limit={300} />
          </dt>
          <dd>
            <Value value={member} depth={depth} />
          </dd>
        </div>
      ))}
      {entries.length > limit && (
        <button type="button" class="button" onClick={() => setLimit(limit + 10 * ENTRIES_AT_ONCE)}>
          {countedText(entries.length - limit, 'more')}
        </button>
      )}
    </dl>
  );
}

function Value({ value, depth }: { value: unknown; depth: number }): JSX.Element {
  if (isFolding(value)) return <Folding value={value} depth={depth} />;
  if (typeof value === 'string') return <LongText text={value} />;
  // Numbers, booleans, null, and objects and arrays without members: JSON's own way to write them.
  const words = JSON.stringify(value);
  return <span class={`value-${value === null ? 'null' : typeof value}`}>{words}</span>;
}

function Folding({ value, depth }: { value: object; depth: number }): JSX.Element {
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH && Object.keys(value).length <= 20);
  const size = Object.keys(value).length;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{Array.isArray(value) ? countedText(size, 'item') : countedText(size, 'member')}</summary>
      {/* Folded parts are not built: depth and size are the sender's choice. */}
      {isOpen && <ValueTree value={value} depth={depth + 1} />}
    </details>
  );
}

/** A text that opens in steps when it is very long. */
export function LongText({ text }: { text: string }): JSX.Element {
  const [isWhole, setWhole] = useState(text.length <= LONG_TEXT);
  return (
    <span class="value-text">
      <VisibleText text={text} {...(isWhole ? {} : { limit: LONG_TEXT })} />
      {!isWhole && (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          {countedText(text.length - LONG_TEXT, 'more character')}
        </button>
      )}
    </span>
  );
}

function isFolding(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
