import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  deadLetterAnswer,
  deadLetterParameters,
  type DeadLetterParameters,
  noParameters,
  type NoParameters,
  retryAnswer,
} from '@log-monitor/monitor-api';
import { DeadLetterDesk } from '../../../ingest/dead-letters/dead-letter-desk.js';
import { DeadLetterList } from '../../../query/ingest/dead-letter-list.js';
import { Permission } from '../../auth/permission.js';
import { Describe, type RouteDescription } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';

const LETTER_NUMBER = /^[1-9]\d{0,14}$/;

const inPath = (example: string): NonNullable<RouteDescription['path']> => ({
  id: {
    description: 'number of the dead letter',
    schema: { type: 'string', pattern: '^[1-9][0-9]{0,14}$' },
    example,
  },
});

/** Messages that were kept aside: looked at, tried again, thrown away. */
@Controller('api/v1/ingest/dead-letters')
export class DeadLetterController {
  constructor(
    private readonly deadLetterList: DeadLetterList,
    private readonly desk: DeadLetterDesk,
  ) {}

  @Get()
  @Permission('dead-letters:read')
  @Describe({
    summary: 'Messages that could not be read, and why',
    description: 'Last kept first. Each is shown as text, up to its first 4096 bytes; up to 65536 are kept.',
    parameters: deadLetterParameters,
    answer: deadLetterAnswer,
    links: {
      retry: { operationId: 'DeadLetterController_retry', id: '/deadLetters/0/id' },
      discard: { operationId: 'DeadLetterController_discard', id: '/deadLetters/0/id' },
    },
  })
  list(@Parameters(deadLetterParameters) asked: DeadLetterParameters, @RequestSignal() signal: AbortSignal) {
    const { topic: topics, reason: reasons, limit, cursor } = asked;
    return this.deadLetterList.answer({ topics, reasons, limit, cursor, signal });
  }

  @Post(':id/retry')
  @Permission('dead-letters:write')
  @HttpCode(200)
  @Describe({
    summary: "Reads a dead letter again with today's rules, and stores it if that succeeds",
    path: inPath('17'),
    answer: retryAnswer,
    problems: [400, 403, 404, 409, 422, 503],
  })
  async retry(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters) {
    const outcome = await this.desk.retry(letterNumber(id));
    switch (outcome) {
      case 'stored':
        return { outcome };
      case 'absent':
        throw absent();
      case 'incomplete':
        throw new ProblemError('LETTER_INCOMPLETE', 'Only the first part of this message was kept; it cannot be read.');
      case 'undecodable':
        throw new ProblemError(
          'LETTER_UNDECODABLE',
          'This message still cannot be read; its reason and detail in the list say why.',
        );
    }
  }

  @Delete(':id')
  @Permission('dead-letters:write')
  @HttpCode(204)
  @Describe({
    summary: 'Throws a dead letter away',
    path: inPath('18'),
    answer: 'nothing',
    problems: [400, 403, 404, 503],
  })
  async discard(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters): Promise<void> {
    if (!(await this.desk.discard(letterNumber(id)))) throw absent();
  }
}

function letterNumber(id: string): number {
  if (LETTER_NUMBER.test(id)) return Number(id);
  throw parametersInvalid([{ name: 'id', reason: 'must be the number of a dead letter' }]);
}

function absent(): ProblemError {
  return new ProblemError('NOT_FOUND', 'There is no dead letter with this number; it was stored or thrown away.');
}
