import { Injectable } from '@nestjs/common';
import { STATUS_CLASSES } from '@log-monitor/access-record';
import { LEVELS } from '@log-monitor/log-record';
import { DEAD_LETTER_REASONS } from '@log-monitor/monitor-api';
import { UNKNOWN_HOST } from '../../query/access/access-names.js';
import { AccessNamesList } from '../../query/access/access-names-list.js';
import { Names } from '../../query/records/names.js';
import { parametersInvalid } from './invalid-parameters.js';
import { isPlainText, namesOf, NoNameError, refuseUnresolved } from './variable-text.js';

/** Parameters that take names. Of loggers and topics nobody knows which there are. */
const NAMED = [
  'service',
  'host',
  'level',
  'reason',
  'logger',
  'topic',
  'httpHost',
  'project',
  'source',
  'cluster',
  'method',
  'status',
  'route',
  'client',
] as const;
export type Named = (typeof NAMED)[number];

/** Parameters that take one text, which is no name of a list. */
const TEXTS: readonly string[] = ['requestId', 'userId', 'traceId'];

/** As requests are filtered by them: classes, every status of 400 and more, and the codes one by one. */
const STATUSES = [...STATUS_CLASSES, 'errors', ...Array.from({ length: 500 }, (_, code) => String(code + 100))];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', '_OTHER'];

/** Reads what requests say of names, as people and Grafana's variables write them. */
@Injectable()
export class VariableNames {
  constructor(
    private readonly names: Names,
    private readonly accessNames: AccessNamesList,
  ) {}

  /** The names that exist; undefined: nobody knows. @throws QueryError */
  async known(of: Named, signal?: AbortSignal): Promise<readonly string[] | undefined> {
    switch (of) {
      case 'service':
        return this.names.services(signal);
      case 'host':
        return this.names.hosts(signal);
      case 'level':
        return LEVELS;
      case 'reason':
        return DEAD_LETTER_REASONS;
      case 'httpHost':
        return this.accessNames.hosts(signal);
      case 'project':
        return this.accessNames.projects(signal);
      case 'source':
        return this.accessNames.origins('name', signal);
      case 'cluster':
        return this.accessNames.origins('cluster', signal);
      case 'method':
        return METHODS;
      case 'status':
        return STATUSES;
      case 'logger':
      case 'topic':
      case 'route':
      case 'client':
        return undefined;
    }
  }

  /**
   * The names that several texts mean together.
   *
   * @returns undefined for all names
   * @throws ProblemError PARAMETER_INVALID for what is no name; QueryError
   */
  async read(of: Named, texts: readonly string[], signal?: AbortSignal): Promise<string[] | undefined> {
    if (texts.length === 0) return undefined;
    const plain = texts.every((text) => isPlainText(text) && !text.includes(','));
    if (plain) return [...texts];
    const known = await this.#literal(of, signal);
    const read = refusing(of, () => texts.map((text) => namesOf(text, known && new Set(known))));
    return read.includes(undefined) ? undefined : [...new Set(read.flat() as string[])];
  }

  /** What is meant literally; as `host` that is a host of requests, too. */
  async #literal(of: Named, signal?: AbortSignal): Promise<readonly string[] | undefined> {
    const known = await this.known(of, signal);
    if (of !== 'host' || known === undefined) return known;
    return [...known, ...(await this.accessNames.hosts(signal)), UNKNOWN_HOST];
  }

  /**
   * Writes the parameters of a query string that hold a variable as a list with commas, and leaves out those that mean all.
   *
   * @param has whether the request has a parameter of a name
   */
  async fill(
    query: Readonly<Record<string, unknown>>,
    has: (name: string) => boolean,
  ): Promise<Record<string, unknown>> {
    const filled: [name: string, value: unknown][] = [];
    for (const [name, value] of Object.entries(query)) {
      if (typeof value !== 'string' || isPlainText(value) || !has(name)) filled.push([name, value]);
      else if (isNamed(name)) {
        const names = await this.read(name, [value]);
        if (names) filled.push([name, names.map((one) => one.replace(/[\\,]/g, '\\$&')).join(',')]);
      } else {
        if (TEXTS.includes(name) || name.startsWith('attributes.')) refusing(name, () => refuseUnresolved(value));
        filled.push([name, value]);
      }
    }
    // fromEntries defines members; a parameter called __proto__ stays one.
    return Object.fromEntries(filled);
  }
}

function isNamed(name: string): name is Named {
  return (NAMED as readonly string[]).includes(name);
}

/** @throws ProblemError that says which parameter holds no name */
export function refusing<Result>(parameter: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof NoNameError) throw parametersInvalid([{ name: parameter, reason: `is ${error.message}` }]);
    throw error;
  }
}
