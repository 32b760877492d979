import { Controller, Get, Param, Res } from '@nestjs/common';
import {
  mailParameters,
  type MailParameters,
  type ReportPreviewParameters,
  reportPreviewParameters,
} from '@log-monitor/monitor-api';
import type { Response } from 'express';
import { MessagePreview } from '../../../alerts/delivery/message-preview.js';
import type { EmailText } from '../../../alerts/message/alert-email.js';
import { withPictures } from '../../../alerts/message/report-chart.js';
import { ReportNow } from '../../../alerts/report/report-now.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';
import { Parameters } from '../../request/parameters.js';
import { reportSpan } from './report-span.js';

/** A mail has its styles inside. Nothing of it is loaded or run, and only our own pages may frame it. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups";
const MESSAGE_NUMBER = /^[1-9]\d{0,14}$/;
const MAIL = { answer: 'text', type: ['text/html', 'text/plain'] } as const;

/** Mails as pages: who has no mail server reads them here. */
@Controller('api/v1/alerts')
export class MailController {
  constructor(
    private readonly reports: ReportNow,
    private readonly messages: MessagePreview,
  ) {}

  @Get('report/preview')
  @Permission('alerts:read')
  @Describe({
    summary: 'The report as its mail would show it',
    description: 'About the span up to now, or any other of 31 days at most. Nothing is sent.',
    parameters: reportPreviewParameters,
    ...MAIL,
  })
  async report(
    @Parameters(reportPreviewParameters) { format, ...asked }: ReportPreviewParameters,
    @Res() response: Response,
  ) {
    const now = new Date();
    send(response, await this.reports.preview(reportSpan(asked, now), now), format);
  }

  @Get('messages/:id')
  @Permission('alerts:read')
  @Describe({
    summary: 'A message as its mail shows it, whichever channel it goes by',
    path: {
      id: {
        description: 'messageId of a notification',
        schema: { type: 'string', pattern: '^[1-9][0-9]{0,14}$' },
        example: '9',
      },
    },
    parameters: mailParameters,
    ...MAIL,
    problems: [400, 404, 503],
  })
  async message(
    @Param('id') id: string,
    @Parameters(mailParameters) { format }: MailParameters,
    @Res() response: Response,
  ) {
    if (!MESSAGE_NUMBER.test(id))
      throw parametersInvalid([{ name: 'id', reason: 'must be the messageId of a notification' }]);
    const mail = await this.messages.of(Number(id));
    if (mail === undefined) throw new ProblemError('NOT_FOUND', 'There is no message with this number.');
    send(response, mail, format);
  }
}

function send(response: Response, { html, text, pictures }: EmailText, format: 'html' | 'text'): void {
  response.setHeader('content-security-policy', MAIL_POLICY).setHeader('cache-control', 'no-store');
  if (format === 'text') response.type('text/plain').send(text);
  else response.type('html').send(withPictures(html, pictures));
}
