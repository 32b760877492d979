import type { IngestGap } from '@log-monitor/monitor-api';
import { countText } from './number-text.js';

/** What a gap means: which offsets nobody can read any more. */
export function gapText({ from, to }: IngestGap): string {
  if (to === null)
    return `the topic was made again; offset ${countText(from)} of the old one would have been read next`;
  return `Kafka no longer had offsets ${countText(from)} to ${countText(to)} when they were to be read`;
}
