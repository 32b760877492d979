/** Prints one line per step with the time it took; the lines of steps that run at once do not mix. */
export class Steps {
  constructor(private readonly write: (line: string) => void = (line) => console.log(line)) {}

  /** Runs a step and prints `name  what-it-returned  seconds`. */
  async run<T>(name: string, action: () => Promise<T>, describe: (result: T) => string): Promise<T> {
    const started = performance.now();
    const result = await action();
    this.done(name, describe(result), started);
    return result;
  }

  /** @param started from `performance.now()` */
  done(name: string, what: string, started: number): void {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.write(`  ${name.padEnd(12)} ${what.padEnd(52)} ${seconds.padStart(6)} s`);
  }

  /** A line about a step that is still under way. */
  say(name: string, what: string): void {
    this.write(`  ${name.padEnd(12)} ${what}`);
  }

  text(line: string): void {
    this.write(line);
  }
}
