import http from 'node:http';
import https from 'node:https';
import { isAllowed, pinnedAddress, type PinnedAddress, RefusedHostError } from './public-address.js';

export interface Posted {
  readonly status: number;
  /** The answer's first 16 kB. For our own eyes: what a receiver says is shown to nobody. */
  readonly body: string;
  /** Seconds or a date, as it came. */
  readonly retryAfter: string | undefined;
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Hosts that may be at any address, be asked by plain http, and be redirected to; in lower case. */
  readonly allowed: ReadonlySet<string>;
  readonly deadlineMs: number;
}

const MAX_ANSWER_BYTES = 16_384;
const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Posts JSON to an address that somebody has configured, and to no other place: the host's address is checked and pinned, a redirect is followed only to a host
 * that is allowed by name. The URL is read once, by the parser that the request uses too.
 *
 * @throws RefusedHostError, and what the network throws
 */
export async function postJson(url: URL, body: string, options: PostOptions): Promise<Posted> {
  const signal = AbortSignal.timeout(options.deadlineMs);
  let at = url;
  for (let hops = 0; ; hops += 1) {
    const { location, ...posted } = await postOnce(at, body, options, signal);
    if (!REDIRECTS.includes(posted.status)) return posted;
    at = redirected(at, location, options.allowed);
    if (hops >= MAX_REDIRECTS) throw new RefusedHostError(`${url.hostname} redirects again and again`);
  }
}

function redirected(from: URL, location: string | undefined, allowed: ReadonlySet<string>): URL {
  const to = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined || !/^https?:$/.test(to.protocol) || !isAllowed(to.hostname, allowed))
    throw new RefusedHostError(
      `${from.hostname} redirects${to === undefined ? '' : ` to ${to.hostname}`}, which is followed only to hosts that ALERT_WEBHOOK_ALLOWED_HOSTS names`,
    );
  return to;
}

async function postOnce(
  url: URL,
  body: string,
  { headers = {}, allowed }: PostOptions,
  signal: AbortSignal,
): Promise<Posted & { location: string | undefined }> {
  if (url.protocol !== 'https:' && !isAllowed(url.hostname, allowed))
    throw new RefusedHostError(`${url.hostname} is asked by plain http; ALERT_WEBHOOK_ALLOWED_HOSTS can name it`);
  const pinned = await withSignal(pinnedAddress(url.hostname, allowed), signal);
  const response = await request(url, body, headers, pinned, signal);
  const { statusCode = 0, headers: answered } = response;
  const { location, 'retry-after': retryAfter } = answered;
  return { status: statusCode, body: await firstPart(response), retryAfter, location };
}

function request(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  { address, family }: PinnedAddress,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const options: https.RequestOptions = {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'log-monitor',
      ...headers,
    },
    // No connection is kept: it would outlive the check of its address.
    agent: false,
    lookup: (_host, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family)),
    signal,
  };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? https : http).request(url, options, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

async function firstPart(response: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  response.destroy();
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

/** DNS cannot be aborted, only left. */
async function withSignal<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
    ),
  ]);
}
