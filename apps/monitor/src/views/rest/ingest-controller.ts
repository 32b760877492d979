import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { IngestStatusQuery } from '../../query/ingest/ingest-status.js';
import { LedgerList } from '../../query/ledger/ledger-list.js';
import { Describe } from '../docs/describe.js';
import { AskerGone } from '../request/asker-gone.js';
import { Parameters } from '../request/parameters.js';
import { ingestExample, ledgerExample } from './answer-examples.js';
import { ingestAnswer, ledgerAnswer } from './answer-schemas.js';
import { presentCompleteness } from './presentation.js';
import { ledgerParameters, noParameters } from './route-parameters.js';

/** How far ingest has come. */
@Controller('api/v1/ingest')
export class IngestController {
  constructor(
    private readonly ingestStatus: IngestStatusQuery,
    private readonly ledgerList: LedgerList,
  ) {}

  @Get()
  @Describe({
    summary: 'How far each partition is stored',
    answer: ingestAnswer,
    example: ingestExample,
  })
  status(@Parameters(noParameters) _asked: z.output<typeof noParameters>, @AskerGone() signal: AbortSignal) {
    return this.ingestStatus.answer(signal);
  }

  @Get('ledger')
  @Describe({
    summary: "Each process's numbers: received, dropped, missing",
    description: 'Last seen first. Producers that give no numbers are not here.',
    parameters: ledgerParameters,
    answer: ledgerAnswer,
    example: ledgerExample,
  })
  async ledger(
    @Parameters(ledgerParameters) asked: z.output<typeof ledgerParameters>,
    @AskerGone() signal: AbortSignal,
  ) {
    const { service, limit, cursor } = asked;
    const answer = await this.ledgerList.answer({ services: service, limit, cursor, signal });
    const { instances, nextCursor } = answer;
    return { instances, nextCursor, ...presentCompleteness(answer) };
  }
}
