import type { Frame } from '../stack/frame.js';

/** The place and who called it: deeper ones differ with the way a request came in. */
const MOST_FRAMES = 4;
/** Where a stack overflows is chance: the circle counts, not its newest frame. */
const OVERFLOW = /^(?:RangeError|RecursionError|(?:java\.lang\.)?StackOverflowError|RuntimeError)$/;
const REPEATED = 3;

/** @returns `function (file)` of the frames that say where it happened; each once */
export function inAppFrames(type: string, frames: readonly Frame[]): string[] {
  const found = new Map<string, number>();
  const isOverflow = OVERFLOW.test(type);
  for (const frame of frames) {
    if (!frame.isInApp) continue;
    const name = frame.function === '' ? frame.file : `${frame.function} (${frame.file})`;
    if (name === '') continue;
    const count = found.get(name);
    if (count === undefined && !isOverflow && found.size >= MOST_FRAMES) break;
    found.set(name, (count ?? 0) + 1);
  }
  const circle = isOverflow ? [...found].filter(([, count]) => count >= REPEATED).map(([name]) => name) : [];
  return circle.length > 0 ? circle.sort().slice(0, MOST_FRAMES) : [...found.keys()].slice(0, MOST_FRAMES);
}
