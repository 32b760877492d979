import type { AccessErrorRecord, AccessFlag } from '@log-monitor/access-record';
import type { Level } from '@log-monitor/log-record';
import { type AddressPort, splitBarePort, splitPort } from '../address/address-text.js';
import type { LineContext } from '../record/log-format.js';
import { readRequestLine } from '../request/request-line.js';
import { readHost, readRequestTarget } from '../request/request-target.js';
import type { WallTime } from '../time/wall-clock.js';
import { errnoOf, messageClass } from './message-class.js';

/** What the parsers of error lines have read. */
export interface ErrorParts {
  readonly time: WallTime | number;
  readonly level: Level;
  readonly levelOriginal: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly module?: string | undefined;
  readonly pid?: number | undefined;
  readonly threadId?: string | undefined;
  readonly connectionId?: number | undefined;
  /** Address, with or without port. */
  readonly client?: string | undefined;
  /** True where the server always writes the port, also after an IPv6 address without brackets. */
  readonly hasClientPort?: boolean;
  readonly server?: string | undefined;
  readonly request?: string | undefined;
  readonly subrequest?: string | undefined;
  readonly upstream?: string | undefined;
  readonly host?: string | undefined;
  readonly referrer?: string | undefined;
  readonly flags: readonly AccessFlag[];
}

/** Makes the normal form of an error line. */
export function finishError(parts: ErrorParts, context: LineContext): AccessErrorRecord {
  const time = typeof parts.time === 'number' ? { timestamp: parts.time, flag: undefined } : parts.time;
  const flags = [...parts.flags, ...(time.flag === undefined ? [] : [time.flag]), ...(context.flags ?? [])];
  const line = readRequestLine(parts.request ?? '');
  const target = line.target === undefined ? undefined : readRequestTarget(line.target, line.method);
  const client = parts.client === undefined ? undefined : clientOf(parts.client, parts.hasClientPort ?? false);
  const host = readHost(parts.host) ?? readHost(target?.authority) ?? readHost(parts.server);
  return {
    kind: 'error',
    timestamp: time.timestamp,
    level: parts.level,
    levelOriginal: parts.levelOriginal,
    message: parts.message,
    messageClass: messageClass(parts.message),
    errno: errnoOf(parts.message),
    code: parts.code,
    module: parts.module,
    processPid: parts.pid,
    threadId: parts.threadId,
    connectionId: parts.connectionId,
    clientAddress: client?.address,
    clientPort: client?.port,
    serverAddress: host?.host,
    httpRequestMethod: line.method,
    urlOriginal: line.target,
    urlPath: target?.path,
    urlQuery: target?.query,
    subrequest: parts.subrequest,
    upstream: parts.upstream,
    host: parts.host,
    httpRequestReferrer: parts.referrer,
    project: context.settings.projectOf(host?.host),
    flags: flags.length === 0 ? undefined : flags,
  };
}

function clientOf(text: string, hasPort: boolean): AddressPort {
  if (text.startsWith('unix:')) return { address: text, port: undefined };
  return hasPort ? splitBarePort(text) : splitPort(text);
}
