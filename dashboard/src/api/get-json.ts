import { type Question } from './question.js';
import { RequestProblem, problemCodeOfStatus, sentenceOfProblem } from './request-problem.js';

/** Longer than the monitor's own statement_timeout (5 s), so that its sentence arrives before we give up. */
const DEADLINE_MS = 10_000;

/** An answer and the server's clock when it was sent (1 s resolution, from the Date header). */
export interface Answered<T> {
  body: T;
  serverTime: number | null;
}

/**
 * Asks the API one question.
 *
 * @throws RequestProblem when there is no answer; the signal's own reason when the caller gave up
 */
export async function getJson<T extends object>(question: Question<T>, signal: AbortSignal): Promise<Answered<T>> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  try {
    const response = await fetch(addressOf(question), {
      // The second header asks the server not to challenge with Basic: the browser would put its own prompt before the
      // page every few seconds and hold the request back meanwhile.
      headers: { accept: 'application/json', 'x-requested-with': 'XMLHttpRequest' },
      cache: 'no-store',
      signal: AbortSignal.any([signal, deadline]),
    });
    return { body: await readBody<T>(response), serverTime: readDate(response) };
  } catch (cause) {
    if (cause instanceof RequestProblem) throw cause;
    if (signal.aborted) throw signal.reason;
    if (deadline.aborted) {
      throw new RequestProblem('timeout', `No answer within ${DEADLINE_MS / 1000} s.`, undefined, { cause });
    }
    throw new RequestProblem('unreachable', 'No connection to it.', undefined, { cause });
  }
}

/** The address of a question, relative to the page so that a proxy may serve it under a prefix. */
export function addressOf(question: Question<object>): string {
  const query = new URLSearchParams(question.parameters).toString();
  return query === '' ? question.path : `${question.path}?${query}`;
}

async function readBody<T>(response: Response): Promise<T> {
  const text = await response.text();
  const body = parse(text);
  if (!response.ok) {
    throw new RequestProblem(
      problemCodeOfStatus(response.status),
      sentenceOfProblem(body, response.status),
      response.status,
    );
  }
  if (typeof body !== 'object' || body === null) {
    throw new RequestProblem('malformed', 'The answer is not JSON. Does a proxy answer instead of the monitor?');
  }
  return body as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is told apart by the caller: with a bad status the status speaks, with 200 it is `malformed`.
    return undefined;
  }
}

function readDate(response: Response): number | null {
  const time = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(time) ? null : time;
}
