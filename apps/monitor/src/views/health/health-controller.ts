import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { type Response } from 'express';
import { Describe } from '../docs/describe.js';
import { livenessAnswer, readinessAnswer } from '../rest/answer-schemas.js';
import { type Readiness, ReadinessSource } from '../../query/readiness.js';

/** For orchestrators: is the process up, and does it do its job. */
@Controller('health')
export class HealthController {
  constructor(private readonly source: ReadinessSource) {}

  @Get('live')
  @HttpCode(200)
  @Describe({
    summary: 'Is the process up',
    description: 'Needs no token.',
    answer: livenessAnswer,
    example: { status: 'ok' },
    problems: [],
  })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Describe({
    summary: 'Does the monitor do its job',
    description:
      'Ready is: the database answers, the consumer group is joined, Kafka is being read. 503 gives the reasons.',
    answer: readinessAnswer,
    example: { status: 'ok', ready: true, reasons: [] },
    problems: [],
  })
  @ApiResponse({ status: 503, description: 'not ready; reasons says why' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness & { status: 'ok' | 'unavailable' }> {
    const { ready, reasons } = await this.source.readiness();
    response.status(ready ? 200 : 503);
    if (!ready) response.setHeader('retry-after', 5);
    return { status: ready ? 'ok' : 'unavailable', ready, reasons };
  }
}
