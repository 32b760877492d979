/** A call took longer than its own deadline allows. */
export class DeadlineError extends Error {
  readonly code = 'DEADLINE';

  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms} ms`);
    this.name = 'DeadlineError';
  }
}

/**
 * Waits for `work`, but not for ever: kafkajs waits without end in several places. The timer does not keep the
 * process alive; what `work` yields after the deadline is ignored, a late rejection included.
 *
 * @throws DeadlineError after `ms` milliseconds
 */
export function withDeadline<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
    timer.unref();
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
