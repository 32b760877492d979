import type { Frame } from './frame.js';

/** @returns the frames of a stack of V8, the newest first; empty when there are none */
export function v8Frames(stack: string): Frame[] {
  const frames: Frame[] = [];
  for (const line of stack.split('\n')) {
    const text = line.trim();
    if (!text.startsWith('at ')) continue;
    const open = text.lastIndexOf(' (');
    const place = open < 0 ? text.slice(3) : text.slice(open + 2, text.length - 1);
    const name = open < 0 ? '' : text.slice(3, open);
    frames.push({
      function: name
        .replace(/^async /, '')
        .replace(/ \[as .*$/, '')
        .replace(/^(Object|Function|Module)\./, ''),
      file: (/([^/\\]*?)(\.[a-z]+)?(:\d+)*$/.exec(place)?.[1] ?? '').slice(0, 100),
      isInApp: !/node_modules|^node:|^internal\/|<anonymous>$|^native$/.test(place),
    });
  }
  return frames;
}
