/** What keeps the generator from working; the message is a sentence for its user. */
export class GeneratorError extends Error {
  override readonly name = 'GeneratorError';
}
