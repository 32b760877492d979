import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { IngestStatusQuery } from '../../query/ingest-status.js';
import { Describe } from '../docs/describe.js';
import { AskerGone } from '../request/asker-gone.js';
import { Parameters } from '../request/parameters.js';
import { ingestExample } from './answer-examples.js';
import { ingestAnswer } from './answer-schemas.js';
import { noParameters } from './route-parameters.js';

/** How far ingest has come. */
@Controller('api/v1/ingest')
export class IngestController {
  constructor(private readonly ingestStatus: IngestStatusQuery) {}

  @Get()
  @Describe({
    summary: 'How far each partition is stored',
    answer: ingestAnswer,
    example: ingestExample,
  })
  status(@Parameters(noParameters) _asked: z.output<typeof noParameters>, @AskerGone() signal: AbortSignal) {
    return this.ingestStatus.answer(signal);
  }
}
