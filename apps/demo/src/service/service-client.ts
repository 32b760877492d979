import { forwardedHeaders } from './request-scope.js';
import { UpstreamError, UpstreamTimeoutError } from './service-errors.js';

/**
 * Calls another service or a partner, with the request's id and user: POST with a body, else GET.
 *
 * @param upstream name of the called one, for the error's message
 * @throws UpstreamTimeoutError when no answer came within `timeoutMs` milliseconds
 * @throws UpstreamError when it could not be reached
 */
export async function callUpstream(
  upstream: string,
  url: string,
  timeoutMs: number,
  body?: unknown,
): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = { ...forwardedHeaders(), 'content-type': 'application/json' };
  const post = body !== undefined && { method: 'POST', body: JSON.stringify(body) };
  try {
    return await fetch(url, { headers, signal, ...post });
  } catch (cause) {
    if (!signal.aborted) throw new UpstreamError(`${upstream} could not be reached`, { cause });
    throw new UpstreamTimeoutError(`${upstream} did not answer within ${timeoutMs} ms`, { cause });
  }
}

/**
 * The same for an answer that must be a success with a JSON body.
 *
 * @throws UpstreamError also when the answer's status is not 2xx; its body, where it is a reason, is in the message
 * @throws SyntaxError when the body is no JSON
 */
export async function callForJson<T>(...call: Parameters<typeof callUpstream>): Promise<T> {
  const response = await callUpstream(...call);
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new UpstreamError(`${call[0]} answered ${response.status}: ${text.slice(0, 120)}`);
}
