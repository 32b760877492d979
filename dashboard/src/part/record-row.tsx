import { type JSX } from 'preact';
import { type StoredRecord } from '../api/answer.js';
import { LevelBadge } from './level-badge.js';
import { TimeStamp } from './time-stamp.js';
import { VisibleText } from './visible-text.js';

/** A record as a row of a list that leads to its details. */
export function RecordRow({
  record,
  origin,
  href,
  isOpen,
}: {
  record: StoredRecord;
  /** What stands in the column before the message. */
  origin: string;
  href: string;
  isOpen: boolean;
}): JSX.Element {
  const reason = reasonOf(record);
  return (
    <li>
      <a class="error-row" href={href} data-record={record.id} aria-current={isOpen ? 'true' : undefined}>
        <span class="cell-time">
          <TimeStamp time={record.timestamp} />
        </span>
        <span class="cell-level">
          <LevelBadge level={record.level} />
        </span>
        <span class="cell-service">
          <VisibleText text={record.service} limit={120} />
        </span>
        <span class="cell-host">
          <VisibleText text={record.host} limit={120} />
        </span>
        <span class="cell-type">
          <VisibleText text={origin} limit={120} />
        </span>
        <span class="cell-message">
          <span>
            <VisibleText text={record.message} limit={400} />
            {reason !== '' && (
              <span class="reason">
                {' – '}
                <VisibleText text={reason} limit={400} />
              </span>
            )}
          </span>
        </span>
      </a>
    </li>
  );
}

/** The error's own message where the record's does not already say it: "Payment failed" alone tells nobody why. */
function reasonOf(record: StoredRecord): string {
  const reason = record.error?.message;
  return typeof reason === 'string' && !record.message.includes(reason) ? reason : '';
}
