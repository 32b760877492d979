import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { livenessAnswer, type LivenessAnswer, readinessAnswer, type ReadinessAnswer } from '@log-monitor/monitor-api';
import type { Response } from 'express';
import { ReadinessSource } from '../../query/readiness.js';
import { Permission } from '../auth/permission.js';
import { Describe } from '../docs/describe.js';

/** For orchestrators: is the process up, and does it do its job. */
@Controller('health')
export class HealthController {
  constructor(private readonly source: ReadinessSource) {}

  @Get('live')
  @Permission('open')
  @HttpCode(200)
  @Describe({
    summary: 'Is the process up',
    description: 'Needs no token.',
    answer: livenessAnswer,
    problems: [],
  })
  live(): LivenessAnswer {
    return { status: 'ok' };
  }

  @Get('ready')
  @Permission('health:read')
  @Describe({
    summary: 'Does the monitor do its job',
    description:
      'Ready is: the database answers, the consumer group is joined, Kafka is being read. 503 gives the reasons.',
    answer: readinessAnswer,
    problems: [],
    others: { 503: 'not ready; reasons says why' },
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessAnswer> {
    const { ready, reasons } = await this.source.readiness();
    response.status(ready ? 200 : 503);
    if (!ready) response.setHeader('retry-after', 5);
    return { status: ready ? 'ok' : 'unavailable', ready, reasons };
  }
}
