import type { Question } from './question.js';
import { RequestProblem, problemCodeOfStatus, sentenceOfProblem, wrongMembersOf } from './request-problem.js';

/** Longer than the monitor's own statement_timeout (5 s), so that its sentence arrives before we give up. */
const DEADLINE_MS = 10_000;

/** What came of a question: an answer, or why there is none; neither when the asker gave up. */
export interface Fetched<Answer> {
  answer?: Answer;
  problem?: RequestProblem;
  /** The server's clock when it answered, epoch ms (1 s resolution, from the Date header). */
  serverTime?: number;
}

/** Asks the API one question. It never throws: a problem is a result like any other. */
export async function fetchAnswer<Answer extends object>(
  question: Question<Answer>,
  signal: AbortSignal,
): Promise<Fetched<Answer>> {
  const { deadlineMs = DEADLINE_MS } = question;
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const response = await fetch(addressOf(question), {
      method: question.method ?? 'GET',
      // The second header asks the server not to challenge with Basic: the browser would put its own prompt before the
      // page every few seconds and hold the request back meanwhile.
      headers: {
        accept: 'application/json',
        'x-requested-with': 'XMLHttpRequest',
        ...(question.body && { 'content-type': 'application/json' }),
      },
      ...(question.body && { body: JSON.stringify(question.body) }),
      cache: 'no-store',
      signal: AbortSignal.any([signal, deadline]),
    });
    const answer = await readBody<Answer>(response);
    const serverTime = Date.parse(response.headers.get('date') ?? '');
    return { answer, ...(Number.isNaN(serverTime) ? {} : { serverTime }) };
  } catch (cause) {
    if (cause instanceof RequestProblem) return { problem: cause };
    if (signal.aborted) return {};
    if (!deadline.aborted) {
      return { problem: new RequestProblem('unreachable', 'No connection to it.', undefined, { cause }) };
    }
    return {
      problem: new RequestProblem('timeout', `No answer within ${deadlineMs / 1000} s.`, undefined, { cause }),
    };
  }
}

/** The address of a question, relative to the page so that a proxy may serve it under a prefix. */
export function addressOf(question: Question<object>): string {
  const query = new URLSearchParams(question.parameters).toString();
  return query === '' ? question.path : `${question.path}?${query}`;
}

async function readBody<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = response.status === 204 ? {} : parse(text);
  if (!response.ok) {
    throw new RequestProblem(
      problemCodeOfStatus(response.status),
      sentenceOfProblem(body, response.status),
      response.status,
      undefined,
      wrongMembersOf(body),
    );
  }
  if (typeof body !== 'object' || body === null) {
    throw new RequestProblem('malformed', 'The answer is not JSON. Does a proxy answer instead of the monitor?');
  }
  return body as Answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is told apart by the caller: with a bad status the status speaks, with 200 it is `malformed`.
    return undefined;
  }
}
