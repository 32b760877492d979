import { z } from 'zod';
import { accessParameters } from './access-parameter.js';
import { accessRequest } from './access-request.js';
import { completeness } from './completeness.js';
import { count, range, rate, time } from './field.js';
import { storedRecord } from './record.js';

/** Which errors made requests fail, and which requests failed by an error. */

/** How an error and a request were found to belong together: the first two are certain, time is a guess. */
export const MATCHES = ['request_id', 'trace_id', 'time'] as const;

const match = {
  matchedBy: z
    .enum(MATCHES)
    .nullable()
    .describe('request_id and trace_id: both name the same one; time: a guess; null: nothing was found')
    .meta({ example: 'request_id' }),
  why: z
    .string()
    .describe('how they were found to belong together, in one sentence')
    .meta({ example: 'These errors have the request id of the request.' }),
};

const share = rate
  .nullable()
  .describe('of a guess: how much speaks for this one, all together 1; null: it is no guess')
  .meta({ example: null });

export const requestErrorsAnswer = z.strictObject({
  ...match,
  errors: z
    .array(z.strictObject({ share, record: storedRecord }))
    .describe('by id: the earliest, which is mostly the cause, first; by time: the likeliest first; 20 at most'),
  count: count.describe('errors in this answer').meta({ example: 1 }),
  range: range.describe('where errors were looked for'),
  ...completeness,
});

export const recordRequestsAnswer = z.strictObject({
  ...match,
  requests: z
    .array(z.strictObject({ share, request: accessRequest }))
    .describe('by id: those that failed first; by time: the likeliest first; 20 at most'),
  count: count.describe('requests in this answer').meta({ example: 1 }),
  range: range.describe('where requests were looked for'),
  ...completeness,
});

export const accessCauseParameters = accessParameters;

/** How many of the requests that failed are looked at. */
export const CAUSE_SAMPLE = 1000;

const cause = z.strictObject({
  title: z
    .string()
    .describe("the problem's title; the error's type or message where it has no problem")
    .meta({ example: 'PaymentError: the bank did not answer' }),
  service: z.string().describe('which logged the error').meta({ example: 'booking' }),
  group: z.string().nullable().describe('id of the problem').meta({ example: '5f0c2b7de1a94433' }),
  requests: count.describe('requests that failed by it').meta({ example: 62 }),
  share: rate.describe('of all requests that were looked at').meta({ example: 0.62 }),
  matched: z
    .strictObject({ request_id: count, trace_id: count, time: count })
    .describe('how its requests and errors were found to belong together; by time: a guess')
    .meta({ example: { request_id: 60, trace_id: 0, time: 2 } }),
  error: storedRecord.shape.id.describe('the newest error that was found'),
  request: accessRequest.shape.id.describe('the request that failed by it'),
});

export const accessCausesAnswer = z.strictObject({
  summary: z
    .string()
    .nullable()
    .describe('the most frequent cause in one sentence; null: nothing is explained')
    .meta({ example: '62 % of the 502s on POST /pay/:id: PaymentError: the bank did not answer in booking' }),
  requests: count.describe(`requests that failed and were looked at, ${CAUSE_SAMPLE} at most`).meta({ example: 100 }),
  isSample: z
    .boolean()
    .describe('there are more: the newest were looked at, those since sampledFrom')
    .meta({ example: false }),
  sampledFrom: time.nullable().describe('time of the oldest request that was looked at; null: none failed'),
  causes: z.array(cause).describe('the most frequent first, 50 at most'),
  unexplained: z
    .strictObject({ requests: count, share: rate })
    .describe('requests for which no error was found')
    .meta({ example: { requests: 38, share: 0.38 } }),
  range,
  ...completeness,
});

export type Match = (typeof MATCHES)[number];
export type RequestErrorsAnswer = z.infer<typeof requestErrorsAnswer>;
export type RecordRequestsAnswer = z.infer<typeof recordRequestsAnswer>;
export type AccessCausesAnswer = z.infer<typeof accessCausesAnswer>;
export type AccessCause = z.infer<typeof cause>;
export type AccessCauseParameters = z.infer<typeof accessCauseParameters>;
