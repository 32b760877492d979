import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { IngestStatusQuery } from '../../query/ingest-status.js';
import { AskerGone } from '../request/asker-gone.js';
import { Parameters } from '../request/parameters.js';
import { noParameters } from './route-parameters.js';

/** How far ingest has come. */
@Controller('api/v1/ingest')
export class IngestController {
  constructor(private readonly ingestStatus: IngestStatusQuery) {}

  @Get()
  status(@Parameters(noParameters) _asked: z.output<typeof noParameters>, @AskerGone() signal: AbortSignal) {
    return this.ingestStatus.answer(signal);
  }
}
