import { Controller, Get } from '@nestjs/common';
import { ingestAnswer, noParameters, type NoParameters } from '@log-monitor/monitor-api';
import { IngestStatus } from '../../../query/ingest/ingest-status.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';

/** How far ingest has come. */
@Controller('api/v1/ingest')
@Permission('ingest:read')
export class IngestController {
  constructor(private readonly ingestStatus: IngestStatus) {}

  @Get()
  @Describe({ summary: 'How far each partition is stored', answer: ingestAnswer })
  status(@Parameters(noParameters) _asked: NoParameters, @RequestSignal() signal: AbortSignal) {
    return this.ingestStatus.answer(signal);
  }
}
