import type { JSX } from 'preact';
import { agoText, parseTime } from '../text/time-text.js';
import { TimeStamp } from './time-stamp.js';

/** How long ago a time was by the server's clock; the time itself on hover. */
export function Ago({ time, serverNow }: { time: string | null; serverNow: number }): JSX.Element {
  const timeMs = parseTime(time);
  if (timeMs === undefined) return <TimeStamp time={time} />;
  const iso = new Date(timeMs).toISOString();
  return (
    <time dateTime={iso} title={iso}>
      {agoText(timeMs, serverNow)}
    </time>
  );
}
