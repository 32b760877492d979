import { parseArgs } from 'node:util';
import { addressOf, timeOf, UsageError } from '../command-line/arguments.js';
import { outputOf, type ReportOutput } from '../command-line/report-output.js';

export const REPORT_USAGE = `Usage: log-monitor report [options]

What a daily or weekly report says, now: records, errors and requests with their change, problems, services, routes,
addresses and anomalies. Nothing is sent.

  -s, --since 7d         from then on: 10m, 6h, 7d, 2w, or a time; 24h when left out, 31 days at most
      --until 5m         until then; now when left out
      --format text      text, html or json; by the name of the file, else text
  -o, --output FILE      a file such as report.html, report.json, report.txt; standard output when left out
      --url address      of the monitor; LOG_MONITOR_URL, or http://127.0.0.1:5004
  -h, --help             this text

A monitor that asks for a token gets it from LOG_MONITOR_TOKEN.`;

export interface ReportArguments {
  readonly url: URL;
  /** Parameters of the API, as it names them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly output: ReportOutput;
  readonly isHelp: boolean;
}

const OPTIONS = {
  since: { type: 'string', short: 's' },
  until: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const FORMATS = ['text', 'html', 'json'] as const;

/**
 * @param argv what follows `report`
 * @throws UsageError
 */
export function reportArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ReportArguments {
  const { since, until, format, output, url, help } = parse(argv);
  return {
    url: addressOf(url ?? environment['LOG_MONITOR_URL'] ?? 'http://127.0.0.1:5004'),
    parameters: {
      ...(since !== undefined && { from: timeOf(since) }),
      ...(until !== undefined && { to: timeOf(until) }),
    },
    output: chosenOutput(format, output),
    isHelp: help === true,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A format that is named goes before that of the file's name, which may then be any. */
function chosenOutput(format: string | undefined, path: string | undefined): ReportOutput {
  if (format === undefined) return path === undefined ? { format: 'text', path } : outputOf(path);
  const known = FORMATS.find((one) => one === format);
  if (known === undefined) throw new UsageError('--format is text, html or json.');
  return { format: known, path };
}
