/** A step of preparation that failed; the message is meant for the reader as it is. */
export class StepFailed extends Error {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'StepFailed';
  }
}

/**
 * One line of progress: name, what happened, seconds. On stderr, since stdout belongs to the command's result.
 *
 * @param {string} name
 * @param {string} what
 * @param {number} startedAt from `performance.now()`
 */
export function printStep(name, what, startedAt) {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.error(`  ${name.padEnd(12)} ${what.padEnd(52)} ${seconds.padStart(6)} s`);
}
