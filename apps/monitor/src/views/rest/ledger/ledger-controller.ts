import { Controller, Get } from '@nestjs/common';
import { ledgerAnswer, ledgerParameters, type LedgerParameters } from '@log-monitor/monitor-api';
import { LedgerList } from '../../../query/ledger/ledger-list.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';

/** The numbers of each process's records. */
@Controller('api/v1/ingest/ledger')
@Permission('ingest:read')
export class LedgerController {
  constructor(private readonly ledgerList: LedgerList) {}

  @Get()
  @Describe({
    summary: "Each process's numbers: received, dropped, missing",
    description: 'Last seen first. Producers that give no numbers are not here.',
    parameters: ledgerParameters,
    answer: ledgerAnswer,
  })
  ledger(@Parameters(ledgerParameters) asked: LedgerParameters, @RequestSignal() signal: AbortSignal) {
    const { service, limit, cursor } = asked;
    return this.ledgerList.answer({ services: service, limit, cursor, signal });
  }
}
