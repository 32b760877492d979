import type {
  AccessCausesAnswer,
  AccessRequest,
  AccessRequestAnswer,
  AccessRequestsAnswer,
  RecordRequestsAnswer,
  RequestErrorsAnswer,
} from '@log-monitor/monitor-api';
import { UsageError } from '../command-line/arguments.js';
import type { Command } from '../command-line/command.js';
import { percent } from './percent.js';
import { plainText } from './plain-text.js';
import { noteCompleteness, printJson } from './print-answer.js';
import { recordLine } from './record-line.js';
import { requestLine } from './request-line.js';
import { tableLines } from './table-lines.js';

const REQUEST_ID = /^\d+(-\d+){4}$/;
const RECORD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A request id is on one line of each gateway that it came through. */
const MOST_OF_AN_ID = '20';

/** Why requests failed: of all that the filters leave, of one, of those with a request id; or which failed by an error. */
export async function showCauses(command: Command): Promise<void> {
  const { subject, parameters } = command.asked;
  if (subject === undefined) await (parameters['requestId'] === undefined ? showSum : showEach)(command);
  else if (REQUEST_ID.test(subject)) await showOne(command, subject);
  else if (RECORD_ID.test(subject)) await showRequests(command, subject);
  else throw new UsageError(`${subject} is the id of no request and no error; --request takes what X-Request-Id says.`);
}

async function showSum(command: Command): Promise<void> {
  const answer = await command.client.get<AccessCausesAnswer>('api/v1/access/causes', command.asked.parameters);
  if (printJson(command, answer)) return;
  const { summary, causes } = answer;
  const out = (line: string): void => command.terminal.out(line);
  if (summary !== null) out(plainText(summary));
  const rows = causes.map((cause) => [
    cause.requests,
    percent(cause.share),
    cause.matched.time,
    cause.service,
    cause.error,
    cause.request,
    cause.title,
  ]);
  const head = ['REQUESTS', 'SHARE', 'GUESSED', 'SERVICE', 'ERROR', 'REQUEST', 'TITLE'];
  if (causes.length > 0) for (const line of tableLines(head, rows)) out(line);
  command.terminal.note(lookedAt(answer));
  noteCompleteness(command, answer);
}

function lookedAt({ requests, unexplained, isSample, sampledFrom }: AccessCausesAnswer): string {
  if (requests === 0) return 'No request failed.';
  const which = isSample
    ? `Of the newest ${requests} requests that failed, since ${sampledFrom}`
    : `Of ${requests} requests that failed`;
  return `${which}: ${unexplained.requests} without an error that explains them.`;
}

/** Every request with the request id, the oldest first, each with its errors. */
async function showEach(command: Command): Promise<void> {
  const { client, asked, terminal } = command;
  const parameters = { healthChecks: 'include', limit: MOST_OF_AN_ID, ...asked.parameters };
  const list = await client.get<AccessRequestsAnswer>('api/v1/access/requests', parameters);
  for (const request of list.requests.reverse()) await showErrors(command, request);
  if (list.count === 0) terminal.note('No request has this id.');
  if (list.nextCursor !== null) terminal.note(`The newest ${list.count} are shown; --since and --until show others.`);
  noteCompleteness(command, list);
}

async function showOne(command: Command, id: string): Promise<void> {
  const request = await command.client.get<AccessRequestAnswer>(`api/v1/access/requests/${id}`, {});
  noteCompleteness(command, await showErrors(command, request));
}

/** The errors by which a request failed, below its line. */
async function showErrors(command: Command, request: AccessRequest): Promise<RequestErrorsAnswer> {
  const answer = await command.client.get<RequestErrorsAnswer>(`api/v1/access/requests/${request.id}/errors`, {});
  if (printJson(command, { request, ...answer })) return answer;
  const { terminal } = command;
  terminal.out(requestLine(request, terminal.color));
  for (const { share, record } of answer.errors) terminal.out(guess(share) + recordLine(record, terminal.color));
  terminal.out(plainText(answer.why));
  return answer;
}

/** The requests that failed by an error. */
async function showRequests(command: Command, id: string): Promise<void> {
  const answer = await command.client.get<RecordRequestsAnswer>(`api/v1/logs/records/${id}/requests`, {});
  if (printJson(command, answer)) return;
  const { terminal } = command;
  for (const { share, request } of answer.requests) terminal.out(guess(share) + requestLine(request, terminal.color));
  terminal.out(plainText(answer.why));
  noteCompleteness(command, answer);
}

/** Before what may be wrong; nothing before what is certain. */
function guess(share: number | null): string {
  return share === null ? '' : `guess, ${percent(share)}: `;
}
