import { stat } from 'node:fs/promises';
import { aborted } from './aborted.js';
import { UsageError, USAGE, overlaid, parseArguments } from './arguments.js';
import { Collector } from './collector.js';
import type { CollectorSettings } from './config/collector-settings.js';
import { ConfigurationError, readConfiguration } from './config/read-configuration.js';
import { resolveSettings } from './config/resolve-settings.js';
import { CannotListen } from './network/listening.js';
import { Progress, type ProgressOutput } from './notice/progress.js';
import { PositionsUnreadable } from './position/position-store.js';
import { StateInUse } from './state-lock.js';
import { summaryOf } from './summary.js';

/** What the collector needs of the world around it. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** Writes a line for people. */
  note: (line: string) => void;
  /** Where an import shows how far it has come. */
  progress: ProgressOutput;
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
    const isExpected = [UsageError, ConfigurationError, StateInUse, PositionsUnreadable, CannotListen].some(
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

async function collect(settings: CollectorSettings, { note, signal, progress }: Terminal): Promise<number> {
  const began = Date.now();
  const collector = await Collector.open(settings, note);
  const shown = settings.once ? new Progress(collector.counts, await sizeOf(settings), progress) : undefined;
  note(`collecting; Kafka at ${settings.kafka.brokers.join(', ')}, state in ${settings.stateDir}`);
  try {
    await collector.start();
  } catch (error) {
    await collector.close();
    throw error;
  }
  if (ends(settings)) await collector.finished(signal);
  else await untilAborted(signal);
  await collector.close();
  shown?.end();
  const { counts } = collector;
  note(summaryOf(counts, Date.now() - began));
  return counts.acknowledged === counts.sent ? 0 : 1;
}

/** Bytes of the files to be read; 0 when it is not known how much is in them. */
async function sizeOf({ sources }: CollectorSettings): Promise<number> {
  const paths = sources.flatMap(({ input }) => (input.kind === 'files' ? input.files : []));
  if (paths.some((path) => path.endsWith('.gz'))) return 0;
  const sizes = await Promise.all(
    paths.map((path) => stat(path).then(({ size }) => size, () => Number.NaN)), // prettier-ignore
  );
  return sizes.reduce((sum, size) => sum + size, 0) || 0;
}

/** Standard input ends by itself; files do when they are to be read once. */
function ends({ once, sources }: CollectorSettings): boolean {
  return once || sources.every(({ input }) => input.kind === 'stdin');
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  // A timer keeps the process alive: sources that wait for something do not.
  const alive = setInterval(() => undefined, 60_000);
  await aborted(signal);
  clearInterval(alive);
}
