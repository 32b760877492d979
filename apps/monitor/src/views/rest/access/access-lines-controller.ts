import { Controller, Get, Param, Res } from '@nestjs/common';
import {
  accessErrorParameters,
  type AccessErrorParameters,
  accessErrorsAnswer,
  accessExportParameters,
  type AccessExportParameters,
  accessRequest,
  accessRequestAnswer,
  accessRequestParameters,
  type AccessRequestParameters,
  accessRequestsAnswer,
  accessUnparsedAnswer,
  accessUnparsedParameters,
  type AccessUnparsedParameters,
  exampleOf,
  noParameters,
  type NoParameters,
} from '@log-monitor/monitor-api';
import type { Response } from 'express';
import { AccessErrorList } from '../../../query/access/access-error-list.js';
import { AccessRequestById } from '../../../query/access/access-request-by-id.js';
import { AccessRequestExport } from '../../../query/access/access-request-export.js';
import { AccessRequestList } from '../../../query/access/access-request-list.js';
import { AccessUnparsedList } from '../../../query/access/access-unparsed-list.js';
import { parseRange } from '../../../query/range/time-range.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { sendExport } from '../send-export.js';
import { accessQuestion, errorFilter } from './access-question.js';
import { REQUEST_CSV } from './request-csv.js';
import { foundRequest, REQUEST_ID_IN_PATH } from './request-id.js';

/** Lines of web servers' logs, one by one. They hold addresses of people, so that they have a permission of their own. */
@Controller('api/v1/access')
@Permission('access-lines:read')
export class AccessLinesController {
  constructor(
    private readonly requestList: AccessRequestList,
    private readonly requestById: AccessRequestById,
    private readonly requestExport: AccessRequestExport,
    private readonly errorList: AccessErrorList,
    private readonly unparsedList: AccessUnparsedList,
  ) {}

  @Get('requests')
  @Describe({
    summary: 'Requests one by one, newest first',
    description:
      'Reaches back to everything kept unless told otherwise. A search in vain through much stops after a few seconds: searchedBackTo says how far it came, nextCursor goes on.',
    parameters: accessRequestParameters,
    answer: accessRequestsAnswer,
    links: { request: { operationId: 'AccessLinesController_request', id: '/requests/0/id' } },
  })
  requests(@Parameters(accessRequestParameters) asked: AccessRequestParameters, @RequestSignal() signal: AbortSignal) {
    const { limit, cursor } = asked;
    return this.requestList.page({ ...accessQuestion(asked, signal), limit, cursor });
  }

  @Get('requests/:id')
  @Describe({
    summary: 'One request, with everything that its line says',
    path: REQUEST_ID_IN_PATH,
    answer: accessRequestAnswer,
    problems: [400, 404, 503],
  })
  async request(
    @Param('id') id: string,
    @Parameters(noParameters) _asked: NoParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    return foundRequest(await this.requestById.answer(id, signal));
  }

  @Get('export')
  @Describe({
    summary: 'Every request that a list would find, streamed',
    description: 'Newest first. An export that breaks off was cut: the connection closes without a proper end.',
    parameters: accessExportParameters,
    answer: 'text',
    type: ['application/x-ndjson', 'text/csv'],
    example: `${JSON.stringify(exampleOf(accessRequest))}\n`,
  })
  async export(
    @Parameters(accessExportParameters) asked: AccessExportParameters,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    const { limit, format } = asked;
    const pages = this.requestExport.pages(accessQuestion(asked, signal));
    await sendExport(
      pages,
      { format, limit, name: 'requests', rows: (page) => page.requests, csv: REQUEST_CSV },
      response,
    );
  }

  @Get('errors')
  @Describe({
    summary: "Lines of web servers' error logs, newest first",
    description: 'Reaches back to everything kept unless told otherwise.',
    parameters: accessErrorParameters,
    answer: accessErrorsAnswer,
  })
  errors(@Parameters(accessErrorParameters) asked: AccessErrorParameters, @RequestSignal() signal: AbortSignal) {
    const now = new Date();
    const { limit, cursor, from, to } = asked;
    const range = parseRange(from, to, now.getTime());
    return this.errorList.page({ filter: errorFilter(asked), range, limit, cursor, now, signal });
  }

  @Get('unparsed')
  @Describe({
    summary: 'Lines that no format reads, and why, newest first',
    description: 'Reaches back to everything kept unless told otherwise.',
    parameters: accessUnparsedParameters,
    answer: accessUnparsedAnswer,
  })
  unparsed(
    @Parameters(accessUnparsedParameters) asked: AccessUnparsedParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    const now = new Date();
    const { limit, cursor, from, to, reason, source, server, cluster, search } = asked;
    const filter = { reasons: reason, sources: source, servers: server, clusters: cluster, search };
    return this.unparsedList.page({ filter, range: parseRange(from, to, now.getTime()), limit, cursor, now, signal });
  }
}
