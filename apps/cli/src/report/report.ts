import type { Report } from '@log-monitor/monitor-api';
import { MonitorClient } from '../ask/monitor-client.js';
import type { Terminal } from '../command-line/command.js';
import { writeOutput } from '../command-line/report-output.js';
import { InputError } from '../top/input-error.js';
import { REPORT_USAGE, reportArguments } from './report-arguments.js';

/** A report about weeks asks many questions, one after the other. */
const DEADLINE_MS = 120_000;

/**
 * Runs `log-monitor report`.
 *
 * @param argv what follows `report`
 * @throws UsageError, InputError, RequestError
 */
export async function report(argv: readonly string[], terminal: Terminal): Promise<void> {
  const { url, parameters, output, isHelp } = reportArguments(argv, terminal.environment);
  if (isHelp) return terminal.out(REPORT_USAGE);
  const client = new MonitorClient(url, terminal.environment['LOG_MONITOR_TOKEN'] || undefined, terminal.signal);
  const { format, path } = output;
  const text =
    format === 'json'
      ? JSON.stringify(await client.get<Report>('api/v1/alerts/report', parameters, DEADLINE_MS), undefined, 2)
      : await client.text('api/v1/alerts/report/preview', { ...parameters, format }, DEADLINE_MS);
  try {
    await writeOutput(`${text.trimEnd()}\n`, path, terminal);
  } catch (error) {
    throw new InputError(`The report cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
