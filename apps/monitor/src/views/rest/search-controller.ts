import { Controller, Get, Param, Res } from '@nestjs/common';
import { isUuid } from '@log-monitor/log-record';
import { type Response } from 'express';
import { z } from 'zod';
import { Facets } from '../../query/counts/facets.js';
import { RecordContext } from '../../query/records/record-context.js';
import { RecordExport } from '../../query/records/record-export.js';
import { RecordSearch } from '../../query/records/record-search.js';
import { parseRange } from '../../query/range/time-range.js';
import { Describe, recordLinks } from '../docs/describe.js';
import { ProblemError } from '../problem/problem.js';
import { AskerGone } from '../request/asker-gone.js';
import { Parameters, parametersInvalid } from '../request/parameters.js';
import { contextExample, facetExample, recordExample, searchExample } from './answer-examples.js';
import { contextAnswer, facetAnswer, searchAnswer } from './answer-schemas.js';
import { pageQuestion } from './page-question.js';
import { presentContext, presentFacets, presentSearch } from './presentation.js';
import { contextParameters, exportParameters, facetParameters, searchParameters } from './route-parameters.js';
import { sendExport } from './send-export.js';

/** Records of any level: found, counted by their values, looked at in their surroundings, taken along. */
@Controller('api/v1/logs')
export class SearchController {
  constructor(
    private readonly recordSearch: RecordSearch,
    private readonly recordContext: RecordContext,
    private readonly facets: Facets,
    private readonly recordExport: RecordExport,
  ) {}

  @Get('search')
  @Describe({
    summary: 'Records of any level, newest first',
    description:
      'attributes.<name>=<value> narrows to an attribute, as often as wanted. A search in vain through much stops after a few seconds: searchedBackTo says how far it came, nextCursor goes on.',
    parameters: searchParameters,
    answer: searchAnswer,
    example: searchExample,
    links: recordLinks('records'),
  })
  async search(
    @Parameters(searchParameters) asked: z.output<typeof searchParameters>,
    @AskerGone() signal: AbortSignal,
  ) {
    return presentSearch(await this.recordSearch.page(pageQuestion(asked, signal)));
  }

  @Get('facets')
  @Describe({
    summary: 'The most frequent values in a range',
    description:
      'service and level are counted exactly from the counters; host, logger and errorType from the rows since countedFrom, which is the start of the range unless it holds more than about 1.5 million.',
    parameters: facetParameters,
    answer: facetAnswer,
    example: facetExample,
  })
  async facetsOf(
    @Parameters(facetParameters) asked: z.output<typeof facetParameters>,
    @AskerGone() signal: AbortSignal,
  ) {
    const now = new Date();
    const { service, level, limit } = asked;
    const range = parseRange(asked.from, asked.to, now.getTime());
    return presentFacets(await this.facets.answer({ range, services: service, levels: level, limit, now, signal }));
  }

  @Get('export')
  @Describe({
    summary: 'Everything a search would find, streamed',
    description: 'Newest first. An export that breaks off was cut: the connection closes without a proper end.',
    parameters: exportParameters,
    answer: 'text',
    type: ['application/x-ndjson', 'text/csv'],
    example: `${JSON.stringify(recordExample)}\n`,
  })
  async export(
    @Parameters(exportParameters) asked: z.output<typeof exportParameters>,
    @AskerGone() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    const { limit, format } = asked;
    const { limit: _pageSize, ...question } = pageQuestion({ ...asked, limit: 1 }, signal);
    await sendExport(this.recordExport.pages(question), { format, limit }, response);
  }

  @Get('records/:id/context')
  @Describe({
    summary: 'The records around one',
    parameters: contextParameters,
    path: {
      id: { description: 'id of the record', schema: { type: 'string', format: 'uuid' }, example: recordExample.id },
    },
    answer: contextAnswer,
    example: contextExample,
    problems: [400, 404, 503],
  })
  async context(
    @Param('id') id: string,
    @Parameters(contextParameters) asked: z.output<typeof contextParameters>,
    @AskerGone() signal: AbortSignal,
  ) {
    if (!isUuid(id)) throw parametersInvalid([{ name: 'id', reason: 'must be the id of a record, a UUID' }]);
    const answer = await this.recordContext.answer({ id: id.toLowerCase(), ...asked, signal });
    if (answer) return presentContext(answer);
    throw new ProblemError(
      'NOT_FOUND',
      'No record with this id is stored; it may be past retention or not stored yet.',
    );
  }
}
