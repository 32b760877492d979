import { Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { DeadLetterDesk } from '../../ingest/dead-letters/dead-letter-desk.js';
import { DeadLetterList } from '../../query/ingest/dead-letter-list.js';
import { Describe, type RouteDescription } from '../docs/describe.js';
import { ProblemError } from '../problem/problem.js';
import { AskerGone } from '../request/asker-gone.js';
import { OwnOrigin } from '../request/own-origin.js';
import { Parameters, parametersInvalid } from '../request/parameters.js';
import { deadLetterExample, retryExample } from './answer-examples.js';
import { deadLetterAnswer, retryAnswer } from './answer-schemas.js';
import { presentCompleteness } from './presentation.js';
import { deadLetterParameters, noParameters } from './route-parameters.js';

type NoParameters = z.output<typeof noParameters>;

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
  @Describe({
    summary: 'Messages that could not be read, and why',
    description: 'Last kept first. Each is shown as text, up to its first 4096 bytes; up to 65536 are kept.',
    parameters: deadLetterParameters,
    answer: deadLetterAnswer,
    example: deadLetterExample,
    links: {
      retry: { operationId: 'DeadLetterController_retry', id: '/deadLetters/0/id' },
      discard: { operationId: 'DeadLetterController_discard', id: '/deadLetters/0/id' },
    },
  })
  async list(
    @Parameters(deadLetterParameters) asked: z.output<typeof deadLetterParameters>,
    @AskerGone() signal: AbortSignal,
  ) {
    const { topic: topics, reason: reasons, limit, cursor } = asked;
    const answer = await this.deadLetterList.answer({ topics, reasons, limit, cursor, signal });
    const { deadLetters, nextCursor } = answer;
    return { deadLetters, count: deadLetters.length, nextCursor, ...presentCompleteness(answer) };
  }

  @Post(':id/retry')
  @HttpCode(200)
  @UseGuards(OwnOrigin)
  @Describe({
    summary: "Reads a dead letter again with today's rules, and stores it if that succeeds",
    path: inPath('17'),
    answer: retryAnswer,
    example: retryExample,
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
        throw new ProblemError(
          'LETTER_INCOMPLETE',
          'Only the first part of this message was kept; it can not be read.',
        );
      case 'undecodable':
        throw new ProblemError(
          'LETTER_UNDECODABLE',
          'This message can still not be read; its reason and detail in the list say why.',
        );
    }
  }

  @Delete(':id')
  @HttpCode(204)
  @UseGuards(OwnOrigin)
  @Describe({
    summary: 'Throws a dead letter away',
    path: inPath('18'),
    answer: 'nothing',
    example: undefined,
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
