import { parseArgs } from 'node:util';
import { addressOf, UsageError } from '../command-line/arguments.js';
import { outputOf, type ReportOutput } from '../command-line/report-output.js';

export const TOP_USAGE = `Usage: log-monitor top [options]                      requests of a running monitor
       log-monitor top [options] -i access.log [FILE…]   of files, without any monitor

  -i, --input FILE       a log of a web server or gateway; .gz too; - is standard input; more than once
  -o, --output FILE      write a report and end: report.json, report.html or report.txt; json, html or text: to standard output
      --format NAME      of the lines: a name or a format string of nginx, Apache or GoAccess; found from the lines when left out
      --time-zone ZONE   of times that name none, such as Europe/Berlin; UTC when left out
  -s, --since 1h         of a monitor: from then on; 24h when left out
      --url address      of the monitor; LOG_MONITOR_URL, or http://127.0.0.1:5004

Keys: Tab and 1–9 panel, arrows row, Enter one panel, s order, / filter, p pause, ? help, q end.
Without a terminal, or with -o, it reads to the end and writes the report once.`;

export interface TopArguments {
  /** Empty: a monitor is asked. */
  readonly inputs: readonly string[];
  /** Undefined: the screen, or text where there is none. */
  readonly output: ReportOutput | undefined;
  readonly format: string | undefined;
  readonly timeZone: string | undefined;
  readonly since: string;
  readonly url: URL;
  readonly isHelp: boolean;
}

const OPTIONS = {
  input: { type: 'string', short: 'i', multiple: true },
  output: { type: 'string', short: 'o' },
  format: { type: 'string' },
  'time-zone': { type: 'string' },
  since: { type: 'string', short: 's' },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param argv what follows `top`
 * @throws UsageError
 */
export function topArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): TopArguments {
  const { values, positionals } = parse(argv);
  const inputs = [...(values.input ?? []), ...positionals];
  if (inputs.filter((path) => path === '-').length > 1) throw new UsageError('Standard input can be read once.');
  return {
    inputs,
    output: values.output === undefined ? undefined : outputOf(values.output),
    format: values.format,
    timeZone: values['time-zone'],
    since: sinceOf(values.since ?? '24h'),
    url: addressOf(values.url ?? environment['LOG_MONITOR_URL'] ?? 'http://127.0.0.1:5004'),
    isHelp: values.help === true,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function sinceOf(text: string): string {
  return /^\d+[smhdw]$/.test(text) ? `now-${text}` : text;
}
