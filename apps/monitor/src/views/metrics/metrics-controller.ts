import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Gauge } from 'prom-client';
import { MetricsRegistry } from '../../metrics/metrics-registry.js';
import { QueryPool } from '../../query/database/query-pool.js';
import { Permission } from '../auth/permission.js';
import { Describe } from '../docs/describe.js';

/** For Prometheus: everything that any step of the monitor counts. */
@Controller('metrics')
@Permission('metrics:read')
export class MetricsController {
  constructor(
    private readonly registry: MetricsRegistry,
    pool: QueryPool,
  ) {
    this.#gauge('log_monitor_queries_running', 'questions being answered', () => pool.load(), 'running');
    this.#gauge('log_monitor_queries_waiting', 'questions waiting for their turn', () => pool.load(), 'waiting');
  }

  @Get()
  @Describe({
    summary: 'Metrics for Prometheus',
    answer: 'text',
    type: 'text/plain',
    example: 'log_monitor_queries_running{cost="light"} 0',
    problems: [],
  })
  @Header('cache-control', 'no-store')
  async metrics(@Res() response: Response): Promise<void> {
    const text = await this.registry.metrics();
    response.setHeader('content-type', this.registry.contentType);
    response.end(text);
  }

  #gauge(
    name: string,
    help: string,
    load: () => { cost: string; running: number; waiting: number }[],
    member: 'running' | 'waiting',
  ): void {
    new Gauge({
      name,
      help,
      labelNames: ['cost'],
      registers: [this.registry],
      collect() {
        for (const one of load()) this.set({ cost: one.cost }, one[member]);
      },
    });
  }
}
