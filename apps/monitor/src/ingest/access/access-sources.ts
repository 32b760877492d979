import {
  AccessLogSource,
  formatChoice,
  healthCheckRule,
  type LineOrigin,
  LogFormatError,
  projectRule,
  RouteTemplates,
  type SourceOptions,
  TrustedProxies,
  UserAgents,
} from '@log-monitor/access-log';
import { Logger } from '@nestjs/common';
import { growingCache } from '../../cache/growing-cache.js';
import type { AccessOrigin } from '../../batch/access-batch.js';
import type { Configuration } from '../../configuration/configuration.js';
import { cutText, MAX_NAME } from '../log/value/sanitise.js';
import type { LineHeaders } from './line-headers.js';

/** What is known of access logs before a line is read. */
export type AccessReadingRules = Pick<
  Configuration['access'],
  'topics' | 'trustedProxies' | 'project' | 'healthChecks' | 'timeZone'
>;

/** One source of lines: where they come from, and what reads them. */
export interface AccessSource {
  readonly origin: AccessOrigin;
  readonly reader: AccessLogSource;
}

/** Sources whose formats are remembered; one that was forgotten finds its format again. */
const MAX_SOURCES = 2000;
const MAX_WARNINGS = 20;

/** What tells sources apart. The file too: each has a format and a clock of its own. */
const SAID = ['source', 'server', 'cluster', 'format', 'timeZone', 'file'] as const;

/** No text of a line. */
const NOT_YET = '\0';

/** The sources of all topics. They share what they learn of routes, addresses and user agents, so that memory does not grow with their number. */
export class AccessSources {
  readonly #logger = new Logger('Ingest');
  readonly #told = new Set<string>();
  /** Formats by topic, for lines whose sender says none. */
  readonly #formats: ReadonlyMap<string, string | undefined>;
  readonly #timeZone: string;
  readonly #shared: SourceOptions;
  readonly #sources = growingCache<string, AccessSource>(MAX_SOURCES);
  /** What was said of the last line and its source: the next one is mostly of the same. */
  #lastSaid: readonly (string | undefined)[] = [NOT_YET];
  #last: AccessSource | undefined;
  /** The source of the last line without wrapper, and of whose headers. */
  #lastBare: { headers: LineHeaders; version: number; source: AccessSource } | undefined;
  readonly #origins = growingCache<string, AccessOrigin>(MAX_SOURCES);

  constructor(rules: AccessReadingRules) {
    this.#formats = new Map(rules.topics.map(({ topic, format }) => [topic, format]));
    this.#timeZone = rules.timeZone;
    this.#shared = {
      trustedProxies: new TrustedProxies(rules.trustedProxies),
      projectOf: projectRule(rules.project),
      isHealthCheck: healthCheckRule(rules.healthChecks),
      routes: new RouteTemplates(),
      userAgents: new UserAgents(),
    };
  }

  /**
   * The source of a line: as the collector names it; else the container that the line's wrapper names; else the topic.
   *
   * @param wrapper what collectors of containers say; undefined for a bare line
   */
  of(topic: string, headers: LineHeaders, wrapper: LineOrigin | undefined): AccessSource {
    if (wrapper !== undefined) return this.#find(topic, headers, wrapper);
    if (this.#lastBare?.headers !== headers || this.#lastBare.version !== headers.version)
      this.#lastBare = { headers, version: headers.version, source: this.#find(topic, headers, undefined) };
    return this.#lastBare.source;
  }

  #find(topic: string, headers: LineHeaders, wrapper: LineOrigin | undefined): AccessSource {
    const { pod, container, node } = wrapper ?? NO_WRAPPER;
    const said = [topic, pod, container, node, ...SAID.map((name) => headers.text(name))];
    if (this.#lastSaid.every((text, at) => text === said[at])) return this.#last as AccessSource;
    const key = JSON.stringify(said);
    const found = this.#sources.get(key) ?? this.#newSource(topic, headers, wrapper);
    this.#sources.set(key, found);
    this.#lastSaid = said;
    this.#last = found;
    return found;
  }

  #newSource(topic: string, headers: LineHeaders, wrapper: LineOrigin | undefined): AccessSource {
    const { pod, container, node } = wrapper ?? NO_WRAPPER;
    const source = cut(headers.text('source')) ?? cut([pod, container].filter(Boolean).join('/')) ?? topic;
    const server = cut(headers.text('server') ?? node);
    const cluster = cut(headers.text('cluster'));
    const format = headers.text('format') ?? this.#formats.get(topic) ?? null;
    const timeZone = headers.text('timeZone') ?? this.#timeZone;
    const origin = this.#originOf({ source, server, cluster, topic, format });
    return { origin, reader: this.#readerOf(source, format, timeZone) };
  }

  #originOf(origin: AccessOrigin): AccessOrigin {
    const key = JSON.stringify(origin);
    const known = this.#origins.get(key) ?? origin;
    this.#origins.set(key, known);
    return known;
  }

  /** What a sender says may be wrong: its lines are read all the same, and somebody is told. */
  #readerOf(source: string, format: string | null, timeZone: string): AccessLogSource {
    try {
      return new AccessLogSource({
        ...this.#shared,
        timeZone,
        format: format === null ? 'auto' : formatChoice(format),
      });
    } catch (error) {
      if (error instanceof LogFormatError) {
        this.#tell(`the format of the source ${source} is not known, it is found from its lines: ${error.message}`);
        return this.#readerOf(source, null, timeZone);
      }
      if (!(error instanceof RangeError) || timeZone === this.#timeZone) throw error;
      this.#tell(`the time zone of the source ${source} is not known, ${this.#timeZone} is taken: ${error.message}`);
      return this.#readerOf(source, format, this.#timeZone);
    }
  }

  /** Each once: a sender that invents headers must not fill our log. */
  #tell(problem: string): void {
    if (this.#told.has(problem) || this.#told.size >= MAX_WARNINGS) return;
    this.#told.add(problem);
    this.#logger.warn(problem);
  }
}

const NO_WRAPPER: Pick<LineOrigin, 'pod' | 'container' | 'node'> = {
  pod: undefined,
  container: undefined,
  node: undefined,
};

function cut(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : cutText(text, MAX_NAME);
}
