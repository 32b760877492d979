import type { LineCounts } from '../line/line-counts.js';

const [TERMINAL_MS, PLAIN_MS] = [200, 5_000];
const WIDTH = 30;

/** Where progress is shown. */
export interface ProgressOutput {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** Shows how far an import has come: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #timer: NodeJS.Timeout;
  readonly #began = Date.now();

  /** @param totalBytes of all files, 0 when it is not known */
  constructor(
    private readonly counts: LineCounts,
    private readonly totalBytes: number,
    private readonly output: ProgressOutput,
  ) {
    this.#timer = setInterval(() => this.#show(), output.isTerminal ? TERMINAL_MS : PLAIN_MS).unref();
  }

  end(): void {
    clearInterval(this.#timer);
    if (!this.output.isTerminal) return;
    this.#show();
    this.output.write('\n');
  }

  #show(): void {
    const text = progressText(this.counts, this.totalBytes, Date.now() - this.#began);
    this.output.write(this.output.isTerminal ? `\r${text}\u001B[K` : `${text}\n`);
  }
}

/** `[#####.....] 50 %, 1,000 lines, 500 lines/s`. */
function progressText({ read, bytes }: LineCounts, totalBytes: number, ms: number): string {
  const speed = Math.round((read * 1000) / Math.max(ms, 1));
  const figures = `${read.toLocaleString('en')} lines, ${speed.toLocaleString('en')} lines/s`;
  if (totalBytes === 0) return figures;
  const share = Math.min(1, bytes / totalBytes);
  const full = Math.floor(share * WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.floor(share * 100)} %, ${figures}`;
}
