import type { JSX } from 'preact';
import type { AnomaliesAnswer } from '@log-monitor/monitor-api';
import { countedText } from '../../text/number-text.js';
import { agoText, durationText } from '../../text/time-text.js';

/** Up to when requests were judged, and which sources are too new for it to be known what is usual. */
export function JudgedNote({
  sources,
  serverNow,
}: {
  sources: AnomaliesAnswer['sources'];
  serverNow: number;
}): JSX.Element {
  const [newest] = sources;
  if (newest === undefined) return <span class="quiet">No request was judged yet.</span>;
  const warming = sources.filter(({ warmUpSeconds }) => warmUpSeconds > 0);
  const left = Math.max(0, ...warming.map(({ warmUpSeconds }) => warmUpSeconds));
  return (
    <span class="quiet">
      Judged up to {agoText(Date.parse(newest.judgedThrough), serverNow)}.
      {warming.length > 0 &&
        ` ${countedText(warming.length, 'source')} new: what is usual is known after ${durationText(left * 1000)} more of requests.`}
    </span>
  );
}
