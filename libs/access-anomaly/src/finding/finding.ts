import type { Subject } from '../detector/detector.js';
import type { DetectorName } from '../rule/default-rules.js';

/** Something unusual, from its first window to its last. All times are seconds since 1970, at borders of windows. */
export interface Finding {
  /** The same for the same finding, however often it is found: detector, source, subject and first window. */
  readonly key: string;
  readonly detector: DetectorName;
  /** Number of the source. */
  readonly source: number;
  readonly subject: Subject;
  /** Begin of the first window in which it was seen. */
  readonly firstSeen: number;
  /** End of the window after which it was found. */
  readonly foundAt: number;
  /** End of the last window in which it was seen. */
  lastSeen: number;
  /** Set when it is over: `lastSeen` by then. */
  endedAt: number | null;
  /** Highest score so far, 0 to 100, and what was observed then. */
  score: number;
  observed: number;
  expected: number;
  readonly unit: string;
  /** Seconds that were looked at. */
  span: number;
  /** Share of the requests that are concerned. */
  share: number;
  /** Requests that were looked at. */
  samples: number;
  why: string;
}
