import { ACCESS_FORMATS, ERROR_FORMATS } from '../format/format-catalogue.js';
import { GeneratorError } from '../failure/generator-error.js';
import { FileSink } from '../output/file-sink.js';
import { ReaderGoneError } from '../output/stream-sink.js';
import { checkSettings, readConfigurationFile } from '../settings/read-settings.js';
import { duration, momentOf, type Settings } from '../settings/settings-schema.js';
import { trafficSettings } from '../settings/traffic-settings.js';
import { Traffic } from '../traffic/traffic.js';
import { VisorTraffic } from '../visor/visor-traffic.js';
import { type Options, parseOptions, settingsOf, USAGE } from './arguments.js';
import type { EventStream } from '../traffic/event-stream.js';
import { generate, type GenerationPlan } from './generation.js';
import { makeOutputs, type World } from './outputs.js';

/**
 * The command: reads its arguments, writes lines until it is done or the signal comes.
 *
 * @returns the exit code
 */
export async function run(argv: readonly string[], world: World, signal: AbortSignal): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (options.help) world.stdout.write(`${USAGE}\n`);
    else if (options.formats) world.stdout.write(`${formatList()}\n`);
    else await work(options, world, signal);
    return 0;
  } catch (error) {
    if (error instanceof ReaderGoneError) return 0;
    if (!(error instanceof GeneratorError)) throw error;
    world.note(error.message);
    return 1;
  }
}

async function work(options: Options, world: World, signal: AbortSignal): Promise<void> {
  const file = options.config === undefined ? { own: {} } : readConfigurationFile(options.config);
  const isVisor = 'visor' in file;
  if (isVisor && options.rate !== undefined)
    throw new GeneratorError('With a file of Visor, its intervals say how many lines there are; --rate cannot.');
  const settings = checkSettings(settingsOf(options, isVisor ? {} : file.own), options.config ?? 'the options');
  const outputs = makeOutputs(settings.outputs, settings.timeZone, isVisor, world);
  const truth =
    settings.truth === undefined ? undefined : new FileSink({ file: settings.truth, rotateBytes: 0, keep: 0 });
  const sinks = [...new Set([...outputs.map(({ sink }) => sink), ...(truth ? [truth] : [])])];
  try {
    for (const sink of sinks) await sink.open(signal);
    const times = timesOf(options, settings);
    const events: EventStream = isVisor
      ? new VisorTraffic(file.visor, settings.seed, times.from, logOf(settings))
      : new Traffic(trafficSettings(settings, times.from, times.to), times.from);
    const startedAt = performance.now();
    const lines = await generate({ ...times, events, outputs, truth, maxLines: settings.lines ?? Infinity }, signal);
    const seconds = (performance.now() - startedAt) / 1000;
    const places = [...new Set(outputs.map(({ sink }) => sink.name))].join(', ');
    world.note(
      `${lines} lines in ${seconds.toFixed(1)} s (${Math.round(lines / Math.max(seconds, 0.001))} per second) to ${places}.`,
    );
  } finally {
    for (const sink of sinks) await sink.close();
  }
}

/** In real time from now on, unless the lines are to have other times. */
function timesOf(options: Options, settings: Settings): Pick<GenerationPlan, 'from' | 'to' | 'isRealTime'> {
  const now = Date.now();
  const isRealTime = settings.from === undefined;
  const from = settings.from === undefined ? now : momentOf(settings.from, now);
  const length = options.for === undefined ? undefined : duration.safeParse(options.for);
  if (length?.success === false) throw new GeneratorError('--for is a duration such as 30s.');
  const end = settings.to === undefined ? undefined : momentOf(settings.to, now);
  // Without another end, lines of the past stop where the present begins.
  const last = isRealTime || (settings.rate !== undefined && settings.lines !== undefined) ? Infinity : now;
  const to = length === undefined ? (end ?? last) : from + length.data;
  if (to <= from) throw new GeneratorError(`The end, ${new Date(to).toISOString()}, must come after the begin.`);
  return { from, to, isRealTime };
}

function logOf({ outputs }: Settings): 'access' | 'error' | 'both' {
  const [first, ...others] = outputs.map(({ log }) => log);
  return first === undefined || others.some((log) => log !== first) ? 'both' : first;
}

function formatList(): string {
  const names = (formats: readonly { readonly name: string }[]): string => formats.map(({ name }) => name).join(', ');
  return `access: ${names(ACCESS_FORMATS)}\nerror: ${names(ERROR_FORMATS)}`;
}
