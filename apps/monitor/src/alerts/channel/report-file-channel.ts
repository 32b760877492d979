import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '@log-monitor/monitor-api';
import type { MessageContext } from '../message/message-content.js';
import { emailOf, wholeReport } from '../message/message-format.js';
import { withPictures } from '../message/report-chart.js';
import { Channel, type Outgoing, type SendOutcome } from './channel.js';

const OURS = /^(report-\d{8}T\d{6,9}Z-[a-z\d]+)\.(html|txt|json)$/;

/** Each report as a page, a text and JSON in a folder. */
export class ReportFileChannel extends Channel {
  override readonly name = 'report-file';
  override readonly target: string;
  override readonly takesAlerts = false;

  /** @param kept reports that stay; the oldest are removed */
  constructor(
    private readonly directory: string,
    private readonly kept: number,
    private readonly context: MessageContext,
  ) {
    super();
    this.target = path.resolve(directory);
  }

  override async send({ content }: Outgoing): Promise<SendOutcome> {
    try {
      await mkdir(this.directory, { recursive: true });
      if (content.kind === 'alert')
        return { kind: 'delivered', detail: 'the folder is there; alerts are not put in it' };
      const report = wholeReport(content.report);
      const { html, text, pictures } = emailOf(content, this.context);
      const name = nameOf(report);
      await this.#write(`${name}.html`, withPictures(html, pictures));
      await this.#write(`${name}.txt`, `${text}\n`);
      await this.#write(`${name}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
      await this.#removeOldest();
      return { kind: 'delivered', detail: `written to ${name}.html, .txt and .json` };
    } catch (error) {
      return { kind: 'retry', detail: this.#sentence(error) };
    }
  }

  override async problem(): Promise<string | undefined> {
    try {
      await mkdir(this.directory, { recursive: true });
      return undefined;
    } catch (error) {
      return this.#sentence(error);
    }
  }

  /** Who reads the folder never sees half a file. */
  async #write(name: string, text: string): Promise<void> {
    const whole = path.join(this.directory, name);
    await writeFile(`${whole}.part`, text);
    await rename(`${whole}.part`, whole);
  }

  async #removeOldest(): Promise<void> {
    const files = (await readdir(this.directory)).flatMap((file) => {
      const report = OURS.exec(file)?.[1];
      return report === undefined ? [] : [{ file, report }];
    });
    const staying = new Set([...new Set(files.map(({ report }) => report))].sort().slice(-this.kept));
    for (const { file, report } of files)
      if (!staying.has(report)) await rm(path.join(this.directory, file), { force: true });
  }

  #sentence(error: unknown): string {
    return `REPORT_DIR cannot be written to: ${(error as Error).message}`;
  }
}

/** By the end of its span, so that names sort by time and a repetition replaces its own files. */
function nameOf({ to, interval }: Report): string {
  return `report-${to.replace(/\.000Z$/, 'Z').replace(/[-:.]/g, '')}-${interval}`;
}
