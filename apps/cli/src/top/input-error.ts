/** What was to be read cannot be read, or not so; the message says why. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
