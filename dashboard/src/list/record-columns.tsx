import type { JSX } from 'preact';
import type { StoredRecord } from '@log-monitor/monitor-api';
import { problemAddress } from '../navigation/problem-place.js';
import type { Scope } from '../navigation/scope.js';
import { LevelBadge } from '../part/level-badge.js';
import { TimeStamp } from '../part/time-stamp.js';
import { VisibleText } from '../part/visible-text.js';
import { cutText, visibleText } from '../text/visible-text.js';
import type { Column } from './list-kind.js';

/**
 * The columns of a list of records.
 *
 * @param origin head and content of the column before the message; content that is no text is left out
 */
export function recordColumns(origin: string, originOf: (record: StoredRecord) => unknown): Column<StoredRecord>[] {
  return [
    { name: 'time', head: 'Time', cell: ({ timestamp }) => <TimeStamp time={timestamp} /> },
    { name: 'level', head: 'Level', cell: ({ level }) => <LevelBadge level={level} /> },
    { name: 'service', head: 'Service', cell: ({ service }) => <ShortText text={service} /> },
    { name: 'host', head: 'Host', cell: ({ host }) => <ShortText text={host} /> },
    { name: 'origin', head: origin, cell: (record) => <ShortText text={originOf(record)} /> },
    { name: 'message', head: 'Message', cell: (record) => <Message record={record} /> },
  ];
}

/** From an error to its problem. */
export function problemAside({ group }: StoredRecord, scope: Scope): { href: string; words: string } | undefined {
  if (!group) return undefined;
  return { href: problemAddress(scope, group.id), words: `Its problem: ${visibleText(cutText(group.title, 120))}` };
}

function ShortText({ text }: { text: unknown }): JSX.Element | null {
  return typeof text === 'string' ? <VisibleText text={text} limit={120} /> : null;
}

/** The message, and the error's own where the record's does not already say it: "Payment failed" alone tells nobody why. */
function Message({ record: { message, error } }: { record: StoredRecord }): JSX.Element {
  const reason = error?.message;
  return (
    <span>
      <VisibleText text={message} limit={400} />
      {typeof reason === 'string' && reason !== '' && !message.includes(reason) && (
        <span class="reason">
          {' – '}
          <VisibleText text={reason} limit={400} />
        </span>
      )}
    </span>
  );
}
