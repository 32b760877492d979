import { readIsoTime } from '../time/iso-time.js';
import { WallClock } from '../time/wall-clock.js';
import { NO_ORIGIN, type UnwrappedLine } from './line-origin.js';

const HEAD = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{1,20}) (stdout|stderr) ([FP])(?::\S{0,20})?(?: |$)/;

/** CRI times always have a zone. */
const UTC = new WallClock();

/**
 * Reads a line of a Kubernetes container log: `2025-12-31T17:37:40.493035218+01:00 stdout F line` (CRI logging, `P` for a part that goes on).
 *
 * @returns undefined when it is no such line
 */
export function readCriLine(text: string): UnwrappedLine | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(10) !== 84) return undefined;
  const head = HEAD.exec(text.slice(0, 96));
  if (head === null) return undefined;
  const [whole, time = '', stream, tag] = head;
  const timestamp = readIsoTime(time, 0, time.length, UTC);
  if (typeof timestamp !== 'number') return undefined;
  return { text: text.slice(whole.length), origin: { ...NO_ORIGIN, timestamp, stream }, isPartial: tag === 'P' };
}
