/** Runs actions one after the other, whoever asks for them: a stop that meets a restart waits for it. */
export class InTurn {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the action does; a failed action does not stop those behind it. */
  run<T>(action: () => Promise<T>): Promise<T> {
    const result = this.last.then(action, action);
    this.last = result.catch(() => undefined);
    return result;
  }
}
