import { type Logger } from 'winston';

interface Origin {
  readonly logger: Logger;
  readonly failed: string;
}

const origins = new WeakMap<object, Origin>();

/**
 * Runs one step of an endpoint's work. If it fails, the endpoint still logs the error once, but in the name and in the
 * words of the class that the step belongs to; the innermost step counts.
 */
export async function step<T>(logger: Logger, failed: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (typeof error === 'object' && error !== null && !origins.has(error)) origins.set(error, { logger, failed });
    throw error;
  }
}

/** The step that an error came from, if it came from one. */
export function originOf(error: unknown): Origin | undefined {
  return typeof error === 'object' && error !== null ? origins.get(error) : undefined;
}
