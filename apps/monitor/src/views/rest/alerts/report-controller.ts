import { Controller, Get, Res } from '@nestjs/common';
import { type ReportParameters, reportParameters } from '@log-monitor/monitor-api';
import { type Response } from 'express';
import { ReportPreview } from '../../../alerts/report/report-preview.js';
import { readReportInterval, type ReportInterval } from '../../../configuration/alert-variables.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';
import { Parameters } from '../../request/parameters.js';

/** A mail has its styles inside. Nothing of it is loaded or run, and only our own pages may frame it. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups";

/** A report before it is sent. */
@Controller('api/v1/alerts/report')
export class ReportController {
  constructor(private readonly reports: ReportPreview) {}

  @Get('preview')
  @Permission('alerts:read')
  @Describe({
    summary: 'The report as its mail would show it, about the span up to now',
    description: 'Nothing is sent.',
    parameters: reportParameters,
    answer: 'text',
    type: ['text/html', 'text/plain'],
  })
  async preview(@Parameters(reportParameters) { interval, format }: ReportParameters, @Res() response: Response) {
    const { html, text } = await this.reports.make(spanOf(interval), new Date());
    response.setHeader('content-security-policy', MAIL_POLICY).setHeader('cache-control', 'no-store');
    if (format === 'text') response.type('text/plain').send(text);
    else response.type('html').send(html);
  }
}

function spanOf(text: string): Exclude<ReportInterval, 'off'> {
  const interval = readReportInterval(text);
  if (interval !== undefined && interval !== 'off') return interval;
  throw parametersInvalid([{ name: 'interval', reason: 'must not be longer than 31 days' }]);
}
