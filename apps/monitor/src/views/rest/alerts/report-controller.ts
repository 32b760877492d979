import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  exampleOf,
  noParameters,
  type NoParameters,
  report,
  type ReportInput,
  reportInput,
  type ReportParameters,
  reportParameters,
  reportsAnswer,
  reportSentAnswer,
} from '@log-monitor/monitor-api';
import { ReportList } from '../../../alerts/report/report-list.js';
import { ReportNow } from '../../../alerts/report/report-now.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { JsonBody } from '../../request/body.js';
import { Parameters } from '../../request/parameters.js';
import { reportSpan } from './report-span.js';

/** Reports: when they come, what became of them, and one out of its turn. */
@Controller('api/v1/alerts')
export class ReportController {
  constructor(
    private readonly list: ReportList,
    private readonly reports: ReportNow,
  ) {}

  @Get('report')
  @Permission('alerts:read')
  @Describe({
    summary: 'The figures of a report: records, problems, requests, anomalies, with their change',
    description: 'About the span up to now, or any other of 31 days at most. Nothing is sent.',
    parameters: reportParameters,
    answer: report,
  })
  figures(@Parameters(reportParameters) asked: ReportParameters) {
    const now = new Date();
    return this.reports.figures(reportSpan(asked, now), now);
  }

  @Get('reports')
  @Permission('alerts:read')
  @Describe({
    summary: 'When reports come, and what has become of those that were made',
    parameters: noParameters,
    answer: reportsAnswer,
  })
  answer(@Parameters(noParameters) _asked: NoParameters) {
    return this.list.answer(new Date());
  }

  @Post('reports')
  @Permission('alerts:write')
  @HttpCode(200)
  @Describe({
    summary: 'Sends a report to all channels, now',
    description: 'About the span up to now. The one that is due comes all the same.',
    body: { description: 'the span', example: exampleOf(reportInput) },
    answer: reportSentAnswer,
    problems: [400, 403, 503],
  })
  async send(@JsonBody(reportInput) { interval }: ReportInput) {
    const now = new Date();
    return { channels: [...(await this.reports.send(reportSpan({ interval }, now), now))] };
  }
}
