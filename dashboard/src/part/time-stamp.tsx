import type { JSX } from 'preact';
import { listTimeText, localText, parseTime, utcText } from '../text/time-text.js';
import { VisibleText } from './visible-text.js';

/** A record's time in the reader's zone; the full local and UTC time on hover. */
export function TimeStamp({ time, isFull = false }: { time: unknown; isFull?: boolean }): JSX.Element {
  const timeMs = parseTime(time);
  if (timeMs === undefined) return <VisibleText text={typeof time === 'string' ? time : '–'} limit={40} />;
  return (
    <time dateTime={new Date(timeMs).toISOString()} title={`${localText(timeMs)} local\n${utcText(timeMs)}`}>
      {isFull ? localText(timeMs) : listTimeText(timeMs, Date.now())}
    </time>
  );
}
