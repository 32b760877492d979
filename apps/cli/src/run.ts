import { parseArguments, UsageError } from './command-line/arguments.js';
import { USAGE } from './command-line/usage.js';
import { MonitorClient, RequestError } from './ask/monitor-client.js';
import { listRecords } from './show/list-records.js';
import type { Terminal } from './command-line/command.js';
import { report } from './report/report.js';
import { showAlerts } from './show/show-alerts.js';
import { showCauses } from './show/show-causes.js';
import { showGroups } from './show/show-groups.js';
import { InputError } from './top/input-error.js';
import { showLedger, showServices, showStatistics } from './show/show-tables.js';

/**
 * Runs one command line.
 *
 * @returns the exit code: 0, 1 when the monitor gave no answer, 2 when the command line is wrong
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (argv[0] === 'top') {
      // Loaded alone: the readers of all formats are many.
      const { top } = await import('./top/top.js');
      await top(argv.slice(1), terminal);
      return 0;
    }
    if (argv[0] === 'report') {
      await report(argv.slice(1), terminal);
      return 0;
    }
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
    if (error instanceof RequestError || error instanceof InputError) {
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
  groups: showGroups,
  alerts: showAlerts,
  causes: showCauses,
};
