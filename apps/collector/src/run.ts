import { UsageError, USAGE, overlaid, parseArguments } from './arguments.js';
import { Collector } from './collector.js';
import { type CollectorSettings } from './config/collector-settings.js';
import { ConfigurationError, readConfiguration } from './config/read-configuration.js';
import { resolveSettings } from './config/resolve-settings.js';
import { PositionsUnreadable } from './position/position-store.js';
import { StateInUse } from './state-lock.js';
import { summaryOf } from './summary.js';

/** What the collector needs of the world around it. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** Writes a line for people. */
  note: (line: string) => void;
  /** Aborted when it is to end. */
  signal: AbortSignal;
}

/**
 * Runs one command line until it is told to end, or until its files have been read.
 *
 * @returns the exit code: 0, 1 when not all lines are with Kafka, 2 when it was called wrongly
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const settings = settingsOf(argv, terminal);
    return settings === undefined ? 0 : await collect(settings, terminal);
  } catch (error) {
    const isExpected = [UsageError, ConfigurationError, StateInUse, PositionsUnreadable].some(
      (kind) => error instanceof kind,
    );
    if (!isExpected) throw error;
    const { message } = error as Error;
    terminal.note(error instanceof UsageError ? `${message}\n\n${USAGE}` : message);
    return 2;
  }
}

function settingsOf(argv: readonly string[], { environment, note }: Terminal): CollectorSettings | undefined {
  const { help, once, configFile, configuration } = parseArguments(argv);
  if (help) return void note(USAGE);
  const file = configFile === undefined ? {} : readConfiguration(configFile);
  return resolveSettings(overlaid(file, configuration), environment, once);
}

async function collect(settings: CollectorSettings, { note, signal }: Terminal): Promise<number> {
  const began = Date.now();
  const collector = await Collector.open(settings, note);
  note(`collecting; Kafka at ${settings.kafka.brokers.join(', ')}, state in ${settings.stateDir}`);
  await collector.start();
  if (settings.once) await collector.finished(signal);
  else await aborted(signal);
  await collector.close();
  const { counts } = collector;
  note(summaryOf(counts, Date.now() - began));
  return counts.acknowledged === counts.sent ? 0 : 1;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // A timer keeps the process alive: sources that wait for something do not.
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve();
    });
  });
}
