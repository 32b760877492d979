import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import {
  channelsAnswer,
  channelTestAnswer,
  noParameters,
  type NoParameters,
  type NotificationParameters,
  notificationParameters,
  notificationsAnswer,
} from '@log-monitor/monitor-api';
import type { Request } from 'express';
import { ChannelTest } from '../../../alerts/delivery/channel-test.js';
import { DeliveryList } from '../../../alerts/delivery/delivery-list.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { Parameters } from '../../request/parameters.js';

/** How alerts reach people, and every attempt. */
@Controller('api/v1/alerts')
export class AlertDeliveryController {
  constructor(
    private readonly list: DeliveryList,
    private readonly test: ChannelTest,
  ) {}

  @Get('channels')
  @Permission('alerts:read')
  @Describe({
    summary: 'The channels that are configured, and how each does',
    description:
      'Variables configure them: SMTP_URL, SLACK_WEBHOOK_URL, ALERT_WEBHOOK_URL, ALERT_MAIL_DIR and those beside them.',
    parameters: noParameters,
    answer: channelsAnswer,
  })
  async channels(@Parameters(noParameters) _asked: NoParameters) {
    return { channels: await this.list.channelStates() };
  }

  @Post('channels/:name/test')
  @Permission('alerts:write')
  @HttpCode(200)
  @Describe({
    summary: 'Sends a test message by a channel, now',
    description:
      'Answers when the receiver has, 15 s at most. What is wrong with the variables is said in one sentence.',
    path: { name: { description: 'name of a channel', schema: { type: 'string' }, example: 'file' } },
    answer: channelTestAnswer,
    problems: [400, 403, 404, 503],
  })
  async testChannel(
    @Param('name') name: string,
    @Parameters(noParameters) _asked: NoParameters,
    @Req() request: Request,
  ) {
    const answer = await this.test.run(name, request.caller?.name ?? 'somebody');
    if (answer === undefined) throw new ProblemError('NOT_FOUND', 'No channel of this name is configured.');
    return answer;
  }

  @Get('notifications')
  @Permission('alerts:read')
  @Describe({
    summary: 'What each channel was told or is to be told, with every attempt',
    description: 'Last first. What was delivered or failed is kept for 30 days.',
    parameters: notificationParameters,
    answer: notificationsAnswer,
  })
  notifications(@Parameters(notificationParameters) asked: NotificationParameters) {
    const { channel: channels, state: states, cursor, limit } = asked;
    return this.list.notifications({ channels, states, cursor, limit });
  }
}
