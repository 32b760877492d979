import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { type Response } from 'express';
import { type Readiness, ReadinessSource } from '../../query/readiness.js';

/** For orchestrators: is the process up, and does it do its job. */
@Controller('health')
export class HealthController {
  constructor(private readonly source: ReadinessSource) {}

  @Get('live')
  @HttpCode(200)
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness & { status: 'ok' | 'unavailable' }> {
    const { ready, reasons } = await this.source.readiness();
    response.status(ready ? 200 : 503);
    if (!ready) response.setHeader('retry-after', 5);
    return { status: ready ? 'ok' : 'unavailable', ready, reasons };
  }
}
