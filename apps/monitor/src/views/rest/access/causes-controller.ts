import { Controller, Get, Param } from '@nestjs/common';
import {
  accessCauseParameters,
  type AccessCauseParameters,
  accessCausesAnswer,
  noParameters,
  type NoParameters,
  recordRequestsAnswer,
  requestErrorsAnswer,
} from '@log-monitor/monitor-api';
import { FailureCauses } from '../../../query/causes/failure-causes.js';
import { RecordRequests } from '../../../query/causes/record-requests.js';
import { RequestErrors } from '../../../query/causes/request-errors.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { foundRecord, recordId, RECORD_ID_IN_PATH } from '../records/record-id.js';
import { accessQuestion } from './access-question.js';
import { foundRequest, REQUEST_ID_IN_PATH } from './request-id.js';

/** From requests that failed to the errors by which they failed, and back. */
@Controller('api/v1')
@Permission('access-lines:read', 'records:read')
export class CausesController {
  constructor(
    private readonly requestErrors: RequestErrors,
    private readonly recordRequests: RecordRequests,
    private readonly failureCauses: FailureCauses,
  ) {}

  @Get('access/causes')
  @Describe({
    summary: 'By which errors requests failed: "62 % of the 502s on POST /pay/:id: PaymentError in booking"',
    description:
      'Of the requests that the filters leave, those with status 400 and more; 5xx unless a status is asked for. Each counts once, for the earliest error with its request id, else with its trace id; else, where it failed with 5xx or 499, for the likeliest error of its time, of a problem that is not as frequent while none of them fails. The newest 1000 requests are looked at, and by time the newest 2000 errors.',
    parameters: accessCauseParameters,
    answer: accessCausesAnswer,
    links: { request: { operationId: 'AccessLinesController_request', id: '/causes/0/request' } },
  })
  causes(@Parameters(accessCauseParameters) asked: AccessCauseParameters, @RequestSignal() signal: AbortSignal) {
    return this.failureCauses.answer(accessQuestion(asked, signal));
  }

  @Get('access/requests/:id/errors')
  @Describe({
    summary: 'The errors by which a request failed',
    description:
      'Errors with its request id, else those with its trace id, within an hour. Where there are none and the request failed with 5xx or 499: a guess among the errors that were logged while it lasted. An error with the request id of another request is none of them.',
    path: REQUEST_ID_IN_PATH,
    answer: requestErrorsAnswer,
    problems: [400, 404, 503],
  })
  async errors(
    @Param('id') id: string,
    @Parameters(noParameters) _asked: NoParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    return foundRequest(await this.requestErrors.answer(id, signal));
  }

  @Get('logs/records/:id/requests')
  @Describe({
    summary: 'The requests to web servers that failed by an error',
    description:
      'Requests with the request id of the record, whatever their status; else those of its trace that failed; within an hour. Where there are none and the record is an ERROR or CRITICAL: a guess among the requests that failed with 5xx while it was logged.',
    path: RECORD_ID_IN_PATH,
    answer: recordRequestsAnswer,
    problems: [400, 404, 503],
  })
  async requests(
    @Param('id') id: string,
    @Parameters(noParameters) _asked: NoParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    return foundRecord(await this.recordRequests.answer(recordId(id), signal));
  }
}
