import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  alertDecisionAnswer,
  alertDecisionParameters,
  type AlertDecisionParameters,
  alertEventParameters,
  type AlertEventParameters,
  alertEventsAnswer,
  alertStatesAnswer,
  checkInAnswer,
  noParameters,
  type NoParameters,
} from '@log-monitor/monitor-api';
import { DecisionByMinute } from '../../../alerts/decision/decision-by-minute.js';
import { EventList } from '../../../alerts/decision/event-list.js';
import { CheckIns } from '../../../alerts/state/check-ins.js';
import { StateList } from '../../../alerts/state/state-list.js';
import { parseRange } from '../../../query/range/time-range.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';

const CHECK_IN_NAME = /^[A-Za-z0-9._-]{1,200}$/;

/** What was decided, and why; how rules stand; what people were told. */
@Controller('api/v1/alerts')
export class AlertDecisionController {
  constructor(
    private readonly decisions: DecisionByMinute,
    private readonly eventList: EventList,
    private readonly stateList: StateList,
    private readonly checkIns: CheckIns,
  ) {}

  @Get('decisions')
  @Permission('alerts:read')
  @Describe({
    summary: 'Why a rule did or did not fire at a moment',
    description: 'Decisions are kept for 30 days.',
    parameters: alertDecisionParameters,
    answer: alertDecisionAnswer,
    problems: [400, 404, 503],
  })
  async decision(
    @Parameters(alertDecisionParameters) { ruleId, at, key }: AlertDecisionParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    const { from = new Date() } = parseRange(at, undefined, Date.now());
    const answer = await this.decisions.answer({ ruleId, at: from, key, signal });
    if (answer === undefined) throw new ProblemError('NOT_FOUND', 'There never was a rule with this id.');
    return answer;
  }

  @Get('states')
  @Permission('alerts:read')
  @Describe({
    summary: 'What fires, is pending or recovers, and up to where everything is decided',
    parameters: noParameters,
    answer: alertStatesAnswer,
  })
  states(@Parameters(noParameters) _asked: NoParameters, @RequestSignal() signal: AbortSignal) {
    return this.stateList.answer(signal);
  }

  @Get('events')
  @Permission('alerts:read')
  @Describe({
    summary: 'What fired and what was over, newest first',
    description: 'By the end of the window; kept for 30 days.',
    parameters: alertEventParameters,
    answer: alertEventsAnswer,
  })
  events(@Parameters(alertEventParameters) asked: AlertEventParameters, @RequestSignal() signal: AbortSignal) {
    const { from, to, cursor, ...filter } = asked;
    return this.eventList.answer({ ...filter, range: parseRange(from, to, Date.now()), cursor, signal });
  }

  @Post('check-ins/:name')
  @Permission('alerts:write')
  @HttpCode(200)
  @Describe({
    summary: 'A job says that it is alive; a rule of the kind check_in misses it when it does not',
    path: {
      name: {
        description: 'name of the job',
        schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,200}$' },
        example: 'nightly-backup',
      },
    },
    answer: checkInAnswer,
    problems: [400, 403, 503],
  })
  async checkIn(@Param('name') name: string, @Parameters(noParameters) _asked: NoParameters) {
    if (!CHECK_IN_NAME.test(name))
      throw parametersInvalid([{ name: 'name', reason: 'must be 1 to 200 of A-Z, a-z, 0-9, dot, underscore, hyphen' }]);
    const at = await this.checkIns.note(name);
    if (at === undefined)
      throw parametersInvalid([{ name: 'name', reason: 'is one too many: there are 1000 names already' }]);
    return { name, at: at.toISOString() };
  }
}
