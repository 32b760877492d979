/** Where lines go. */
export interface Sink {
  /** What it is called in messages. */
  readonly name: string;
  /** Makes it ready. @throws GeneratorError */
  open(signal: AbortSignal): Promise<void>;
  /**
   * Takes lines, in order and without line ends. Resolves when it can take more.
   *
   * @throws GeneratorError when it cannot go on
   */
  write(lines: readonly string[]): Promise<void>;
  /** Resolves when everything has left. */
  close(): Promise<void>;
}
