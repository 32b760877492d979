import { Controller, Get, Param, Res } from '@nestjs/common';
import {
  contextAnswer,
  contextParameters,
  type ContextParameters,
  errorListAnswer,
  errorListParameters,
  type ErrorListParameters,
  exampleOf,
  exportParameters,
  type ExportParameters,
  noParameters,
  type NoParameters,
  recordAnswer,
  searchAnswer,
  searchParameters,
  type SearchParameters,
  serviceErrorListParameters,
  storedRecord,
} from '@log-monitor/monitor-api';
import type { Response } from 'express';
import { ErrorList } from '../../../query/records/error-list.js';
import { RecordById } from '../../../query/records/record-by-id.js';
import { RecordContext } from '../../../query/records/record-context.js';
import { RecordExport } from '../../../query/records/record-export.js';
import { RecordSearch } from '../../../query/records/record-search.js';
import { Permission } from '../../auth/permission.js';
import { Describe, recordLinks } from '../../docs/describe.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { sendExport } from '../send-export.js';
import { RECORD_CSV } from './record-csv.js';
import { foundRecord, recordId, RECORD_ID_IN_PATH } from './record-id.js';
import { pageQuestion } from './record-question.js';

/** Errors and records of any level: listed, found, one by one, in their surroundings, as a file. */
@Controller('api/v1/logs')
@Permission('records:read')
export class RecordsController {
  constructor(
    private readonly errorList: ErrorList,
    private readonly recordSearch: RecordSearch,
    private readonly recordById: RecordById,
    private readonly recordContext: RecordContext,
    private readonly recordExport: RecordExport,
  ) {}

  @Get('errors')
  @Describe({
    summary: 'Newest errors',
    description:
      'ERROR and CRITICAL records, newest first, page by page. Without from the list reaches back to everything kept.',
    parameters: errorListParameters,
    answer: errorListAnswer,
    links: recordLinks('errors'),
  })
  errors(@Parameters(errorListParameters) asked: ErrorListParameters, @RequestSignal() signal: AbortSignal) {
    return this.errorList.page(pageQuestion(asked, signal));
  }

  @Get('errors/:service')
  @Describe({
    summary: 'Newest errors of one service',
    parameters: serviceErrorListParameters,
    path: {
      service: { description: 'name of the service, URL-encoded', schema: { type: 'string' }, example: 'booking' },
    },
    answer: errorListAnswer,
  })
  errorsOfService(
    @Param('service') service: string,
    @Parameters(serviceErrorListParameters) asked: Omit<ErrorListParameters, 'service'>,
    @RequestSignal() signal: AbortSignal,
  ) {
    if (service.includes('\0'))
      throw parametersInvalid([{ name: 'service', reason: 'must not hold the character NUL' }]);
    return this.errorList.page(pageQuestion({ ...asked, service: [service] }, signal));
  }

  @Get('search')
  @Describe({
    summary: 'Records of any level, newest first',
    description:
      'attributes.<name>=<value> narrows to an attribute, as often as wanted. A search in vain through much stops after a few seconds: searchedBackTo says how far it came, nextCursor goes on.',
    parameters: searchParameters,
    answer: searchAnswer,
    links: recordLinks('records'),
  })
  search(@Parameters(searchParameters) asked: SearchParameters, @RequestSignal() signal: AbortSignal) {
    return this.recordSearch.page(pageQuestion(asked, signal));
  }

  @Get('records/:id')
  @Describe({
    summary: 'One record, whole',
    path: RECORD_ID_IN_PATH,
    answer: recordAnswer,
    problems: [400, 404, 503],
  })
  async record(
    @Param('id') id: string,
    @Parameters(noParameters) _asked: NoParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    return foundRecord(await this.recordById.answer(recordId(id), signal));
  }

  @Get('records/:id/context')
  @Describe({
    summary: 'The records around one',
    parameters: contextParameters,
    path: RECORD_ID_IN_PATH,
    answer: contextAnswer,
    problems: [400, 404, 503],
  })
  async context(
    @Param('id') id: string,
    @Parameters(contextParameters) asked: ContextParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    return foundRecord(await this.recordContext.answer({ id: recordId(id), ...asked, signal }));
  }

  @Get('export')
  @Describe({
    summary: 'Everything a search would find, streamed',
    description: 'Newest first. An export that breaks off was cut: the connection closes without a proper end.',
    parameters: exportParameters,
    answer: 'text',
    type: ['application/x-ndjson', 'text/csv'],
    example: `${JSON.stringify(exampleOf(storedRecord))}\n`,
  })
  async export(
    @Parameters(exportParameters) asked: ExportParameters,
    @RequestSignal() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    const { limit, format } = asked;
    const { limit: _pageSize, ...question } = pageQuestion({ ...asked, limit: 1 }, signal);
    const pages = this.recordExport.pages(question);
    await sendExport(pages, { format, limit, name: 'logs', rows: (page) => page.records, csv: RECORD_CSV }, response);
  }
}
