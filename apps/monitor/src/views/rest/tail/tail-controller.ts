import { Controller, Get, Headers, Res } from '@nestjs/common';
import { tailParameters, type TailParameters } from '@log-monitor/monitor-api';
import type { Response } from 'express';
import { RecordTail } from '../../../query/tail/record-tail.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { filterOf } from '../records/record-question.js';
import { eventStream } from './event-stream.js';

/** Records as they are stored. */
@Controller('api/v1/logs')
@Permission('records:read')
export class TailController {
  constructor(private readonly recordTail: RecordTail) {}

  @Get('tail')
  @Describe({
    summary: 'Records as they are stored (server-sent events)',
    description:
      'Each record is an event with an id; a connection that sends it as Last-Event-ID goes on after it without gap or repeat, on any monitor. Event heartbeat: completeThrough and lag, every 5 s. Event skipped: so many records were left out for a reader that does not keep up. Event gap: what lay between is past retention, or the topic was created again.',
    parameters: tailParameters,
    answer: 'text',
    type: 'text/event-stream',
    example: 'id: mi8x2k5c~m0.17,e0.3\ndata: {"level":"ERROR"}\n\n',
  })
  async tail(
    @Parameters(tailParameters) asked: TailParameters,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const sink = eventStream(response);
    const resume = asked.lastEventId ?? (lastEventId === '' ? undefined : lastEventId);
    let closed = false;
    response.once('close', () => (closed = true));
    const leave = await this.recordTail.read({ filter: filterOf(asked), lastEventId: resume, sink });
    if (closed) leave();
    else response.once('close', leave);
  }
}
