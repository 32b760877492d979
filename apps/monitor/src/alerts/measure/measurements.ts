import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { LogSums } from './log-sums.js';
import type { NarrowedTable } from './narrowed-table.js';
import type { Narrowing } from './narrowing.js';
import { type RequestSums, type RequestView, type RequestWindow, windowKey } from './request-sums.js';
import type { MinuteTable, Span } from './minute-table.js';
import type { ProblemCell, ProblemTable } from './problem-table.js';
import type { Sample } from './sample.js';

export interface KnownService {
  readonly id: number;
  readonly name: string;
}

/** What a kind needs to have measured; rules with the same question share the answer. */
export interface Question {
  /** Minutes. */
  readonly window: number;
  /** The same window of so many days before as well. */
  readonly daysBefore?: number;
  /** When each service was last heard. */
  readonly lastSigns?: true;
  /** Only records that hold this. */
  readonly narrowing?: Narrowing | undefined;
  /** Requests of web servers instead of records. */
  readonly requests?: RequestView;
  /** Errors by problem. */
  readonly problems?: true;
}

/** Everything that rules are evaluated by at one moment. */
export interface Measurements {
  /** End of the windows, milliseconds since 1970, a whole minute. */
  readonly at: number;
  readonly services: readonly KnownService[];
  /** @param daysBefore the same window so many days earlier */
  readonly sums: (window: number, daysBefore?: number) => LogSums;
  /** The same of the records that hold something; undefined: it cannot be known. */
  readonly narrowedSums: (narrowing: Narrowing, window: number, daysBefore?: number) => LogSums | undefined;
  /** Requests of web servers in a window; undefined: it cannot be known. */
  readonly requests: (view: RequestView, window: number, daysBefore?: number) => RequestSums | undefined;
  /** Errors in a window by problem and service; undefined: it cannot be known. */
  readonly problems: (window: number) => Iterable<ProblemCell> | undefined;
  /** End of the last minute in which a service wrote something; undefined: none in a day. */
  readonly lastSign: (serviceId: number) => number | undefined;
  /** Samples of the minutes before `at`, the newest first; the first is that of `at` itself. */
  readonly samples: readonly (Sample | undefined)[];
}

const NO_SUMS = new LogSums();

/** What was read for the questions of all rules about one moment. */
export interface Counted {
  readonly table: MinuteTable;
  readonly services: readonly KnownService[];
  /** By id of the narrowing. */
  readonly narrowed: ReadonlyMap<string, NarrowedTable>;
  /** By {@link windowKey}. */
  readonly requests: ReadonlyMap<string, RequestSums>;
  readonly problems: ProblemTable;
}

/** Answers the questions of all rules from closed minutes: each window is added up once. */
export function measureLogs(counted: Counted, questions: readonly Question[], at: number): Measurements {
  const { table, services, narrowed, requests, problems } = counted;
  // How many records there were of a service is asked besides how many hold something.
  const windows = windowsOf(questions.filter((question) => question.requests === undefined));
  const added = table.sums(at, windows);
  const sums = new Map(windows.map(({ length, day }, index) => [`${length}/${day}`, added[index]]));
  for (const one of narrowed.values()) one.move(at, windowsOf(questionsAbout(questions, one.narrowing)));
  const signs = questions.some(({ lastSigns }) => lastSigns) ? table.lastSigns(at) : undefined;
  return {
    at,
    services,
    sums: (window, daysBefore = 0) => sums.get(`${window}/${daysBefore}`) ?? NO_SUMS,
    narrowedSums: ({ id }, length, day = 0) => narrowed.get(id)?.sums({ length, day }),
    requests: (view, length, day = 0) => requests.get(windowKey({ view, length, day })),
    problems: (window) => problems.cells(at, window),
    lastSign: (serviceId) => signs?.of(serviceId),
    samples: [],
  };
}

/** The windows that questions ask for, each once. */
function windowsOf(questions: readonly Question[]): { length: number; day: number }[] {
  const windows = new Map<string, { length: number; day: number }>();
  for (const { window, daysBefore = 0 } of questions) {
    for (let day = 0; day <= daysBefore; day += 1) windows.set(`${window}/${day}`, { length: window, day });
  }
  return [...windows.values()];
}

/** The windows of requests that questions ask for. */
export function requestWindows(questions: readonly Question[]): RequestWindow[] {
  const windows = questions.flatMap(({ requests: view, window: length, daysBefore = 0 }) =>
    view === undefined ? [] : Array.from({ length: daysBefore + 1 }, (_, day) => ({ view, length, day })),
  );
  return [...new Map(windows.map((window) => [windowKey(window), window])).values()];
}

/** What questions ask of the stored records, each once. */
export function narrowingsOf(questions: readonly Question[]): Narrowing[] {
  return [...new Map(questions.flatMap(({ narrowing }) => (narrowing ? [[narrowing.id, narrowing]] : []))).values()];
}

export function questionsAbout(questions: readonly Question[], { id }: Narrowing): Question[] {
  return questions.filter(({ narrowing }) => narrowing?.id === id);
}

/** What has to be in memory: the longest window that ends at `at`, and that of each day before which is asked for. */
export function spansOf(asked: readonly Question[], at: number): Span[] {
  const questions = asked.filter(({ requests }) => requests === undefined);
  if (questions.length === 0) return [];
  const days = Math.max(0, ...questions.map(({ daysBefore = 0 }) => daysBefore));
  return Array.from({ length: days + 1 }, (_, day) => {
    const ofDay = questions.filter(({ daysBefore = 0 }) => daysBefore >= day);
    const longest = Math.max(1, ...ofDay.map(({ window, lastSigns }) => (lastSigns ? DAY_MS / MINUTE_MS : window)));
    const to = at - day * DAY_MS;
    // A minute more: what leaves a window is taken away from it.
    return { from: to - (longest + 1) * MINUTE_MS, to };
  });
}

/** For kinds that know no event time. */
export function measureSamples(
  samples: ReadonlyMap<number, Sample>,
  questions: readonly Question[],
  at: number,
): Measurements {
  const most = Math.max(1, ...questions.map(({ window }) => window));
  return {
    at,
    services: [],
    sums: () => NO_SUMS,
    narrowedSums: () => undefined,
    requests: () => undefined,
    problems: () => undefined,
    lastSign: () => undefined,
    samples: Array.from({ length: most + 1 }, (_, index) => samples.get(at - index * MINUTE_MS)),
  };
}
