import type { AccessFlag, Upstream } from '@log-monitor/access-record';
import type { WallTime } from '../time/wall-clock.js';

/** Characters of an attribute's name. */
const MAX_NAME = 200;

/** The values of one line by name, as they came. A format's parser fills it; `finishAccess` makes the record of it. */
export class AccessDraft {
  timestamp: number | undefined = undefined;
  /** Date and time of day apart, in milliseconds, for formats that write them so. */
  localDate: number | undefined = undefined;
  localTime: number | undefined = undefined;
  peer: string | undefined = undefined;
  forwardedFor: string | undefined = undefined;
  user: string | undefined = undefined;
  /** The whole request line; else method, target and protocol one by one. */
  request: string | undefined = undefined;
  method: string | undefined = undefined;
  target: string | undefined = undefined;
  /** Path and query go before the target's own. */
  path: string | undefined = undefined;
  query: string | undefined = undefined;
  protocol: string | undefined = undefined;
  scheme: string | undefined = undefined;
  status: number | undefined = undefined;
  grpcStatus: number | undefined = undefined;
  bodySize: number | undefined = undefined;
  responseSize: number | undefined = undefined;
  requestSize: number | undefined = undefined;
  durationMs: number | undefined = undefined;
  referrer: string | undefined = undefined;
  userAgent: string | undefined = undefined;
  /** Host header. */
  host: string | undefined = undefined;
  /** Name of the virtual server, used where there is no Host header. */
  serverName: string | undefined = undefined;
  serverPort: number | undefined = undefined;
  contentType: string | undefined = undefined;
  upstreamAddresses: string | undefined = undefined;
  upstreamStatuses: string | undefined = undefined;
  upstreamTimes: string | undefined = undefined;
  upstreamLengths: string | undefined = undefined;
  /** Upstreams in a structure of their own; they go before the four lists. */
  upstreams: readonly Upstream[] | undefined = undefined;
  /** Milliseconds of all upstreams, where the format says so itself. */
  upstreamMs: number | undefined = undefined;
  requestId: string | undefined = undefined;
  traceId: string | undefined = undefined;
  spanId: string | undefined = undefined;
  attributes: Record<string, string | number | boolean> | undefined = undefined;
  attributeCount = 0;
  flags: AccessFlag[] | undefined = undefined;
  /** True where the server writes bytes as `\xHH`; JSON comes without escapes. */
  readonly hasEscapes: boolean;

  constructor(hasEscapes: boolean) {
    this.hasEscapes = hasEscapes;
  }

  flag(flag: AccessFlag): void {
    if (this.flags === undefined) this.flags = [flag];
    else if (!this.flags.includes(flag)) this.flags.push(flag);
  }

  /** @returns false when `time` is none */
  setTime(time: WallTime | number | undefined): boolean {
    if (time === undefined) return false;
    if (typeof time === 'number') {
      this.timestamp = time;
      return true;
    }
    this.timestamp = time.timestamp;
    if (time.flag !== undefined) this.flag(time.flag);
    return true;
  }

  setAttribute(name: string, value: string | number | boolean, limit: number): void {
    if (value === '' || value === '-') return;
    if (this.attributeCount >= limit) {
      this.flag('attributes_capped');
      return;
    }
    // A name from a line can be `__proto__`.
    this.attributes ??= Object.create(null) as Record<string, string | number | boolean>;
    this.attributes[name.length > MAX_NAME ? name.slice(0, MAX_NAME) : name] = value;
    this.attributeCount += 1;
  }
}
