import { parseArguments, USAGE, UsageError } from './arguments.js';
import { MonitorClient, RequestError } from './monitor-client.js';
import { listRecords } from './list-records.js';
import { showLedger, showServices, showStatistics } from './show-tables.js';

/** What a command needs of the world around it. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** Writes a line of the answer. */
  out(line: string): void;
  /** Writes a line about the answer: to stderr, so that the answer itself can be piped on. */
  note(line: string): void;
  color: boolean;
  /** Aborted when the user has had enough. */
  signal: AbortSignal;
}

/**
 * Runs one command line.
 *
 * @returns the exit code: 0, 1 when the monitor gave no answer, 2 when the command line is wrong
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const asked = parseArguments(argv, terminal.environment);
    if (asked.command === 'help') {
      terminal.out(USAGE);
      return 0;
    }
    const client = new MonitorClient(asked.url, asked.token, terminal.signal);
    await COMMANDS[asked.command]({ client, asked, terminal });
    return 0;
  } catch (error) {
    if (terminal.signal.aborted) return 0;
    if (error instanceof UsageError) {
      terminal.note(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (error instanceof RequestError) {
      terminal.note(error.message);
      return 1;
    }
    throw error;
  }
}

const COMMANDS = {
  errors: listRecords,
  search: listRecords,
  tail: listRecords,
  stats: showStatistics,
  services: showServices,
  ledger: showLedger,
};
