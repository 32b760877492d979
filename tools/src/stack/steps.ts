/** Prints one line per step with the time it took; the lines of steps that run at once do not mix. */
export class Steps {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void = (line) => console.log(line)) {
    this.#write = write;
  }

  /** @param started from `performance.now()` */
  done(name: string, what: string, started: number): void {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.say(name, `${what.padEnd(52)} ${seconds.padStart(6)} s`);
  }

  /** A line about a step that is still under way. */
  say(name: string, what: string): void {
    this.#write(`  ${name.padEnd(12)} ${what}`);
  }

  text(line: string): void {
    this.#write(line);
  }
}
