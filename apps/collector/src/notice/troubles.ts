const REPEAT_MS = 60 * 60 * 1000;

/** Says once what is wrong with a thing, and that it is right again. */
export class Troubles {
  readonly #open = new Map<string, { message: string; at: number }>();

  constructor(private readonly notice: (line: string) => void) {}

  wrong(what: string, error: unknown, now: number = Date.now()): void {
    const message = error instanceof Error ? error.message : String(error);
    const known = this.#open.get(what);
    if (known !== undefined && known.message === message && now - known.at < REPEAT_MS) return;
    this.#open.set(what, { message, at: now });
    this.notice(`${what}: ${message}`);
  }

  right(what: string): void {
    if (this.#open.delete(what)) this.notice(`${what}: works again`);
  }
}
