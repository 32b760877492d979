import type { Terminal } from '../command-line/command.js';
import { MonitorClient } from '../ask/monitor-client.js';
import { ApiReports } from './api-reports.js';
import { InputError } from './input-error.js';
import { LiveFiles } from './live-files.js';
import { FileReports } from './read/file-reports.js';
import { showLive } from './show-live.js';
import { TOP_USAGE, topArguments, type TopArguments } from './top-arguments.js';
import { writeReport } from './write-report.js';

/** Rows of a panel of a report that is written, and of a monitor's lists. */
const REPORT_ROWS = 100;

/**
 * Runs `log-monitor top`.
 *
 * @param argv what follows `top`
 * @throws UsageError, InputError, RequestError
 */
export async function top(argv: readonly string[], terminal: Terminal): Promise<void> {
  const asked = topArguments(argv, terminal.environment);
  if (asked.isHelp) terminal.out(TOP_USAGE);
  else if (asked.inputs.length > 0) await topFiles(asked, terminal);
  else await topMonitor(asked, terminal);
}

async function topFiles(asked: TopArguments, terminal: Terminal): Promise<void> {
  const reports = new FileReports(asked.inputs, asked);
  try {
    if (asked.output === undefined && terminal.isInteractive) {
      const live = new LiveFiles(reports);
      await showLive(live, live.first(), terminal);
    } else {
      await reports.read(false);
      await writeReport(await reports.whole(REPORT_ROWS), asked.output, terminal);
    }
  } catch (error) {
    throw new InputError((error as Error).message, { cause: error });
  } finally {
    await reports.close();
  }
}

async function topMonitor({ url, since, output }: TopArguments, terminal: Terminal): Promise<void> {
  const token = terminal.environment['LOG_MONITOR_TOKEN'] || undefined;
  const reports = new ApiReports(new MonitorClient(url, token, terminal.signal), url, since, REPORT_ROWS);
  const first = await reports.whole();
  if (output === undefined && terminal.isInteractive) await showLive(reports, first, terminal);
  else await writeReport(first, output, terminal);
}
