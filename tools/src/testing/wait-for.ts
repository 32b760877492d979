import { setTimeout as delay } from 'node:timers/promises';
import { ToolError } from '../checkout/tool-error.js';

export interface WaitOptions {
  /** Milliseconds until it gives up. */
  timeoutMs: number;
  /** What is being waited for; stands in the error. */
  what: string;
  /** Milliseconds between two looks; default 25. */
  intervalMs?: number;
}

/**
 * Looks until the condition holds, and returns what it returned: anything but false, null and undefined counts as held.
 * A condition that throws is asked again; its last error becomes the cause.
 *
 * @throws ToolError TIMED_OUT naming what was waited for.
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<NonNullable<T>> {
  const deadline = Date.now() + options.timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) {
      const last = cause instanceof Error ? ` (last error: ${cause.message})` : '';
      throw new ToolError('TIMED_OUT', `Waited ${options.timeoutMs} ms in vain for ${options.what}${last}`, { cause });
    }
    await delay(options.intervalMs ?? 25);
  }
}
