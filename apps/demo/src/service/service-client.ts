import { forwardedHeaders } from './request-scope.js';
import { UpstreamError, UpstreamTimeoutError } from './service-errors.js';

export interface CallOptions {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly timeoutMs: number;
}

/**
 * Calls another service or a partner, with the request's id and user.
 *
 * @param upstream name of the called one, for the error's message
 * @throws UpstreamTimeoutError when no answer came within `timeoutMs` milliseconds
 * @throws UpstreamError when it could not be reached
 */
export async function callUpstream(upstream: string, url: string, options: CallOptions): Promise<Response> {
  try {
    return await fetch(url, {
      method: options.method ?? 'GET',
      headers: { ...forwardedHeaders(), ...(options.body !== undefined && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new UpstreamTimeoutError(`${upstream} did not answer within ${options.timeoutMs} ms`, { cause: error });
    }
    throw new UpstreamError(`${upstream} could not be reached`, { cause: error });
  }
}

/**
 * The same for an answer that must be a success with a JSON body.
 *
 * @throws UpstreamError also when the answer's status is not 2xx; its body, where it is a reason, is in the message
 * @throws SyntaxError when the body is no JSON
 */
export async function callForJson<T>(upstream: string, url: string, options: CallOptions): Promise<T> {
  const response = await callUpstream(upstream, url, options);
  const text = await response.text();
  if (!response.ok) throw new UpstreamError(`${upstream} answered ${response.status}: ${reasonOf(text)}`);
  return JSON.parse(text) as T;
}

const LONGEST_REASON = 120;

function reasonOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON) || 'no reason given';
}
