import type { ErrorDetail, FingerprintInput } from '../../src/index.js';

/** Two errors and whether they are one problem. */
export interface Pair {
  name: string;
  isSame: boolean;
  left: FingerprintInput;
  right: FingerprintInput;
}

export const same = (name: string, left: FingerprintInput, right: FingerprintInput): Pair => ({
  name,
  isSame: true,
  left,
  right,
});
export const different = (name: string, left: FingerprintInput, right: FingerprintInput): Pair => ({
  name,
  isSame: false,
  left,
  right,
});

/** A line of a log without an error. */
export const line = (message: string): FingerprintInput => ({ message });

/** `frames` as V8 prints them after `at `, separated by ` | `. */
export function v8(type: string, message: string, frames: string, more: ErrorDetail = {}): FingerprintInput {
  return { message: 'request failed', error: v8Error(type, message, frames, more) };
}

export function v8Error(type: string, message: string, frames: string, more: ErrorDetail = {}): ErrorDetail {
  const stack = [`${type}: ${message}`, ...frames.split(' | ').map((frame) => `    at ${frame}`)].join('\n');
  return { type, message, stack, ...more };
}

/** `frames` as `file:line name`, the oldest first, as Python prints them. */
export function python(type: string, message: string, frames: string, before = ''): FingerprintInput {
  const lines = frames.split(' | ').map((frame) => {
    const [, file, at, name] = /^(\S+):(\d+) (.+)$/.exec(frame) ?? [];
    return `  File "${file}", line ${at}, in ${name}\n    do_it(value)`;
  });
  const stack = `${before}Traceback (most recent call last):\n${lines.join('\n')}\n${type}: ${message}`;
  return { message: 'task failed', error: { type, message, stack } };
}

/** `frames` as Java prints them after `at `, separated by ` | `; `causes` follow as they are. */
export function java(type: string, message: string, frames: string, causes = ''): FingerprintInput {
  const stack = [`${type}: ${message}`, ...frames.split(' | ').map((frame) => `\tat ${frame}`)].join('\n');
  return { message: 'request failed', error: { type, message, stack: causes === '' ? stack : `${stack}\n${causes}` } };
}
