import { type AccessReport, countText } from '@log-monitor/access-report';
import type { FileReports } from './read/file-reports.js';
import type { LiveReports } from './show-live.js';

/** Rows of a panel. */
const ROWS = 500;

/** Files on the screen: while they are read, and as they grow. */
export class LiveFiles implements LiveReports {
  readonly everyMs = 1000;
  readonly #reports: FileReports;
  #failure: Error | undefined;
  #lines = 0;
  readonly #began = performance.now();

  constructor(reports: FileReports) {
    this.#reports = reports;
    reports.read(true).catch((error: unknown) => (this.#failure = error as Error));
  }

  /** The report with nothing in it yet. */
  first(): AccessReport {
    return this.#reports.empty();
  }

  async next(): Promise<AccessReport | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#reports.progress.isRead) await this.#reports.look();
    const report = await this.#reports.report(ROWS);
    if (report?.lines) this.#lines = report.lines.read;
    return report;
  }

  get status(): string {
    const { bytes, total, isRead } = this.#reports.progress;
    const lines = `${countText(this.#lines)} lines`;
    if (isRead) return `${lines}, following`;
    const seconds = (performance.now() - this.#began) / 1000;
    const share = total > 0 ? `${Math.min(99, Math.floor((bytes / total) * 100))} % read, ` : '';
    return `${share}${countText(Math.round(this.#lines / seconds))}/s, ${lines}`;
  }
}
