import type { Completeness } from './completeness.js';

/** Data of the live tail's event `heartbeat`, every 5 s. */
export type TailHeartbeat = Completeness;

/** Data of its event `skipped`: so many records were left out for a reader that does not keep up. */
export interface TailSkipped {
  count: number;
}

/** Data of its event `gap`: what lay between is past retention, or the topic was created again. */
export interface TailGap {
  reason: 'retention' | 'recreated';
  /** When the last event went out before the gap, RFC 3339. */
  since: string | null;
}
