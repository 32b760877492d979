import { Controller, Get, Param } from '@nestjs/common';
import { isUuid } from '@log-monitor/log-record';
import { z } from 'zod';
import { ErrorList } from '../../query/records/error-list.js';
import { HistogramQuery } from '../../query/counts/histogram.js';
import { RecordById } from '../../query/records/record-by-id.js';
import { ServiceList } from '../../query/counts/service-list.js';
import { StatisticsQuery } from '../../query/counts/statistics.js';
import { parseRange } from '../../query/range/time-range.js';
import { Describe, recordLinks } from '../docs/describe.js';
import { ProblemError } from '../problem/problem.js';
import { AskerGone } from '../request/asker-gone.js';
import { Parameters, parametersInvalid } from '../request/parameters.js';
import {
  errorListExample,
  histogramExample,
  recordExample,
  servicesExample,
  statisticsExample,
} from './answer-examples.js';
import { errorListAnswer, histogramAnswer, recordAnswer, servicesAnswer, statisticsAnswer } from './answer-schemas.js';
import { pageQuestion } from './page-question.js';
import { presentErrors, presentHistogram, presentRecord, presentServices, presentStatistics } from './presentation.js';
import {
  errorListParameters,
  histogramParameters,
  noParameters,
  serviceErrorListParameters,
  statisticsParameters,
} from './route-parameters.js';

type ErrorListParameters = z.output<typeof errorListParameters>;
type StatisticsParameters = z.output<typeof statisticsParameters>;

/** Errors, statistics and single records. */
@Controller('api/v1/logs')
export class LogsController {
  constructor(
    private readonly errorList: ErrorList,
    private readonly statistics: StatisticsQuery,
    private readonly serviceList: ServiceList,
    private readonly histogram: HistogramQuery,
    private readonly recordById: RecordById,
  ) {}

  @Get('errors')
  @Describe({
    summary: 'Newest errors',
    description:
      'ERROR and CRITICAL records, newest first, page by page. Without from the list reaches back to everything kept.',
    parameters: errorListParameters,
    answer: errorListAnswer,
    example: errorListExample,
    links: recordLinks('errors'),
  })
  async errors(@Parameters(errorListParameters) asked: ErrorListParameters, @AskerGone() signal: AbortSignal) {
    return presentErrors(await this.errorList.page(pageQuestion(asked, signal)));
  }

  @Get('errors/:service')
  @Describe({
    summary: 'Newest errors of one service',
    parameters: serviceErrorListParameters,
    path: {
      service: { description: 'name of the service, URL-encoded', schema: { type: 'string' }, example: 'booking' },
    },
    answer: errorListAnswer,
    example: errorListExample,
  })
  async errorsOfService(
    @Param('service') service: string,
    @Parameters(serviceErrorListParameters) asked: Omit<ErrorListParameters, 'service'>,
    @AskerGone() signal: AbortSignal,
  ) {
    if (service.includes('\0'))
      throw parametersInvalid([{ name: 'service', reason: 'must not hold the character NUL' }]);
    return presentErrors(await this.errorList.page(pageQuestion({ ...asked, service: [service] }, signal)));
  }

  @Get('stats')
  @Describe({
    summary: 'How much was logged, at which level, by whom',
    description: 'Covers the last 24 hours unless told otherwise. A range that cuts a minute is counted exactly.',
    parameters: statisticsParameters,
    answer: statisticsAnswer,
    example: statisticsExample,
  })
  async stats(@Parameters(statisticsParameters) asked: StatisticsParameters, @AskerGone() signal: AbortSignal) {
    return presentStatistics(await this.statistics.answer(statisticsQuestion(asked, signal)));
  }

  @Get('services')
  @Describe({
    summary: 'The services and how they are',
    parameters: statisticsParameters,
    answer: servicesAnswer,
    example: servicesExample,
  })
  async services(@Parameters(statisticsParameters) asked: StatisticsParameters, @AskerGone() signal: AbortSignal) {
    return presentServices(await this.serviceList.answer(statisticsQuestion(asked, signal)));
  }

  @Get('histogram')
  @Describe({
    summary: 'Records over time',
    description: 'Buckets begin at full minutes, hours and days (UTC); those at the ends of the range may be cut.',
    parameters: histogramParameters,
    answer: histogramAnswer,
    example: histogramExample,
  })
  async histogramOf(
    @Parameters(histogramParameters) asked: z.output<typeof histogramParameters>,
    @AskerGone() signal: AbortSignal,
  ) {
    const { by, interval, level } = asked;
    const question = { ...statisticsQuestion(asked, signal), by, bucketMs: interval, levels: level };
    return presentHistogram(await this.histogram.answer(question));
  }

  @Get('records/:id')
  @Describe({
    summary: 'One record, whole',
    path: {
      id: { description: 'id of the record', schema: { type: 'string', format: 'uuid' }, example: recordExample.id },
    },
    answer: recordAnswer,
    example: recordExample,
    problems: [400, 404, 503],
  })
  async record(
    @Param('id') id: string,
    @Parameters(noParameters) _asked: z.output<typeof noParameters>,
    @AskerGone() signal: AbortSignal,
  ) {
    if (!isUuid(id)) throw parametersInvalid([{ name: 'id', reason: 'must be the id of a record, a UUID' }]);
    const answer = await this.recordById.answer(id.toLowerCase(), signal);
    if (answer) return presentRecord(answer);
    throw new ProblemError(
      'NOT_FOUND',
      'No record with this id is stored; it may be past retention or not stored yet.',
    );
  }
}

function statisticsQuestion(asked: Pick<StatisticsParameters, 'from' | 'to' | 'service'>, signal: AbortSignal) {
  const now = new Date();
  return { range: parseRange(asked.from, asked.to, now.getTime()), services: asked.service, now, signal };
}
