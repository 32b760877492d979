import { Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  alertKindsAnswer,
  alertPreviewAnswer,
  alertPreviewInput,
  type AlertPreviewInput,
  alertPreviewParameters,
  type AlertPreviewParameters,
  alertRuleAnswer,
  alertRuleChange,
  type AlertRuleChange,
  alertRuleInput,
  type AlertRuleInput,
  alertRulesAnswer,
  exampleOf,
  noParameters,
  type NoParameters,
} from '@log-monitor/monitor-api';
import { kindItems } from '../../../alerts/kind/kind-list.js';
import { RulePreview } from '../../../alerts/preview/rule-preview.js';
import { RuleDesk } from '../../../alerts/rule/rule-desk.js';
import { RuleError } from '../../../alerts/rule/rule-error.js';
import { RuleList } from '../../../alerts/rule/rule-list.js';
import { parseRange, type RequestedRange } from '../../../query/range/time-range.js';
import { Permission } from '../../auth/permission.js';
import { Describe, type RouteDescription } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { JsonBody } from '../../request/body.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';

const inPath = (example: string): NonNullable<RouteDescription['path']> => ({
  id: { description: 'id of the rule', schema: { type: 'string', pattern: '^[a-z0-9:._-]{1,200}$' }, example },
});
const RULE_ID = /^[a-z0-9:._-]{1,200}$/;

/** What is watched: rules are listed, made, changed, tried on what was stored, deleted. */
@Controller('api/v1/alerts')
export class AlertRuleController {
  constructor(
    private readonly list: RuleList,
    private readonly desk: RuleDesk,
    private readonly previews: RulePreview,
  ) {}

  @Get('kinds')
  @Permission('alerts:read')
  @Describe({
    summary: 'What rules can watch, and what each kind takes of a rule',
    parameters: noParameters,
    answer: alertKindsAnswer,
  })
  kinds(@Parameters(noParameters) _asked: NoParameters) {
    return { kinds: kindItems() };
  }

  @Get('rules')
  @Permission('alerts:read')
  @Describe({
    summary: 'The rules, and how each stands',
    parameters: noParameters,
    answer: alertRulesAnswer,
    links: { rule: { operationId: 'AlertRuleController_rule', id: '/rules/0/id' } },
  })
  rules(@Parameters(noParameters) _asked: NoParameters, @RequestSignal() signal: AbortSignal) {
    return this.list.answer(signal);
  }

  @Post('rules')
  @Permission('alerts:write')
  @HttpCode(200)
  @Describe({
    summary: 'Makes a rule',
    body: { description: 'the rule; what is left out gets its default', example: exampleOf(alertRuleInput) },
    answer: alertRuleAnswer,
    problems: [400, 403, 503],
  })
  async create(@JsonBody(alertRuleInput) rule: AlertRuleInput) {
    const { id } = await refusing(this.desk.create(rule));
    return this.#stored(id);
  }

  @Post('rules/preview')
  @Permission('alerts:write')
  @HttpCode(200)
  @Describe({
    summary: 'What a rule would have done, before it is made',
    description:
      'Evaluated minute by minute as the live evaluation does, over 7 days at most; 24 hours unless told otherwise.',
    parameters: alertPreviewParameters,
    body: { description: 'the rule; what is left out gets its default', example: exampleOf(alertPreviewInput) },
    answer: alertPreviewAnswer,
    problems: [400, 403, 503],
  })
  async previewNew(
    @JsonBody(alertPreviewInput) { rule }: AlertPreviewInput,
    @Parameters(alertPreviewParameters) asked: AlertPreviewParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    await refusing(this.desk.check(rule));
    return this.previews.answer({ rule, ...spanOf(asked), signal });
  }

  @Get('rules/:id')
  @Permission('alerts:read')
  @Describe({
    summary: 'One rule',
    path: inPath('default-error-share'),
    parameters: noParameters,
    answer: alertRuleAnswer,
    problems: [400, 404, 409, 503],
  })
  rule(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters, @RequestSignal() signal: AbortSignal) {
    return this.#stored(id, signal);
  }

  @Put('rules/:id')
  @Permission('alerts:write')
  @Describe({
    summary: 'Changes a rule',
    path: inPath('default-error-share'),
    body: { description: 'all of the rule; what is left out gets its default', example: exampleOf(alertRuleChange) },
    answer: alertRuleAnswer,
    problems: [400, 403, 404, 409, 503],
  })
  async replace(@Param('id') id: string, @JsonBody(alertRuleChange) change: AlertRuleChange) {
    await refusing(this.desk.replace(id, change));
    return this.#stored(id);
  }

  @Delete('rules/:id')
  @Permission('alerts:write')
  @HttpCode(204)
  @Describe({
    summary: 'Deletes a rule; what it decided stays to be seen',
    path: inPath('default-service-errors'),
    answer: 'nothing',
    problems: [400, 403, 404, 409, 503],
  })
  async remove(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters): Promise<void> {
    await refusing(this.desk.remove(id));
  }

  @Post('rules/:id/preview')
  @Permission('alerts:read')
  @HttpCode(200)
  @Describe({
    summary: 'What a rule would have done: the back-test',
    description:
      'Evaluated minute by minute as the live evaluation does, over 7 days at most; 24 hours unless told otherwise.',
    path: inPath('default-error-share'),
    parameters: alertPreviewParameters,
    answer: alertPreviewAnswer,
    problems: [400, 404, 409, 503],
  })
  async preview(
    @Param('id') id: string,
    @Parameters(alertPreviewParameters) asked: AlertPreviewParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    const span = spanOf(asked);
    const listed = await this.#stored(id, signal);
    const { late: _late, firing: _firing, pending: _pending, completeThrough: _through, lag: _lag, ...rule } = listed;
    return this.previews.answer({ rule, ...span, signal });
  }

  async #stored(id: string, signal?: AbortSignal) {
    const rule = RULE_ID.test(id) ? await refusing(this.list.one(id, signal)) : undefined;
    if (rule === undefined) throw new ProblemError('NOT_FOUND', 'There is no rule with this id.');
    return rule;
  }
}

function spanOf({ from, to }: AlertPreviewParameters): { range: RequestedRange; now: Date } {
  const now = new Date();
  return { range: parseRange(from, to, now.getTime()), now };
}

/** @throws ProblemError for a RuleError */
async function refusing<Result>(change: Promise<Result>): Promise<Result> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw new ProblemError(error.code === 'RULE_ABSENT' ? 'NOT_FOUND' : error.code, error.message, membersOf(error));
  }
}

/** Each problem begins with the member of the rule that it is about. */
function membersOf({ problems }: RuleError): { name: string; reason: string }[] | undefined {
  return problems?.map((problem) => {
    const [name = ''] = problem.split(' ', 1);
    return { name, reason: problem.slice(name.length + 1) };
  });
}
