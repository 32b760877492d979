import { Controller, Get, Headers, Res } from '@nestjs/common';
import { type Response } from 'express';
import { z } from 'zod';
import { RecordTail } from '../../query/tail/record-tail.js';
import { type TailSink } from '../../query/tail/tail-reader.js';
import { Describe } from '../docs/describe.js';
import { Parameters } from '../request/parameters.js';
import { filterOf } from './page-question.js';
import { tailParameters } from './route-parameters.js';

/** Records as they are stored. */
@Controller('api/v1/logs')
export class TailController {
  constructor(private readonly recordTail: RecordTail) {}

  @Get('tail')
  @Describe({
    summary: 'Records as they are stored (server-sent events)',
    description:
      'Each record is an event with an id; a connection that sends it as Last-Event-ID goes on behind it without gap or repeat, on any monitor. Event heartbeat: completeThrough and lag, every 5 s. Event skipped: so many records were left out for a reader that does not keep up. Event gap: what lay between is past retention, or the topic was made anew.',
    parameters: tailParameters,
    answer: 'text',
    type: 'text/event-stream',
    example: 'id: mi8x2k5c~m0.17,e0.3\ndata: {"level":"ERROR"}\n\n',
  })
  async tail(
    @Parameters(tailParameters) asked: z.output<typeof tailParameters>,
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

/** Headers go out with the first event, so that a refusal can still be an answer of its own. */
function eventStream(response: Response): TailSink {
  const begin = (): void => {
    if (response.headersSent) return;
    response.status(200);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('cache-control', 'no-cache, no-transform');
    // nginx would hold events back otherwise.
    response.setHeader('x-accel-buffering', 'no');
    response.write('retry: 2000\n\n');
  };
  return {
    write: (frame) => {
      begin();
      response.write(frame);
    },
    get buffered() {
      return response.writableLength;
    },
    drained: () =>
      new Promise((resolve) => {
        // Below its high-water mark a stream says nothing when it is empty.
        if (response.destroyed || !response.writableNeedDrain) {
          resolve();
          return;
        }
        const done = (): void => {
          response.off('drain', done);
          response.off('close', done);
          resolve();
        };
        response.once('drain', done);
        response.once('close', done);
      }),
    end: () => response.end(),
  };
}
