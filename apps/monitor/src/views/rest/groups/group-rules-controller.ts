import { Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import {
  exampleOf,
  type GroupRuleInput,
  groupRuleHistoryAnswer,
  groupRuleInput,
  type GroupRuleOrder,
  groupRuleOrder,
  type GroupRulesAnswer,
  groupRulesAnswer,
  noParameters,
  type NoParameters,
} from '@log-monitor/monitor-api';
import type { Request } from 'express';
import { ApplicationDesk } from '../../../groups/regroup/application-desk.js';
import { toApplication } from '../../../groups/regroup/application-rows.js';
import { GroupRuleDesk } from '../../../groups/rules/group-rule-desk.js';
import { Permission } from '../../auth/permission.js';
import { Describe, type RouteDescription } from '../../docs/describe.js';
import { JsonBody } from '../../request/body.js';
import { Parameters } from '../../request/parameters.js';
import { callerOf, refusing } from './group-refusals.js';

const EXAMPLE = '0b9f6a52-6f3e-4c39-8d0b-3a9f3f1b7c11';
const inPath: NonNullable<RouteDescription['path']> = {
  id: { description: 'id of the rule', schema: { type: 'string', format: 'uuid' }, example: EXAMPLE },
};

/** Rules by which errors are grouped. Errors that come are grouped by a changed list within seconds; those that are stored when it is applied. */
@Controller('api/v1/group-rules')
export class GroupRulesController {
  constructor(
    private readonly desk: GroupRuleDesk,
    private readonly applications: ApplicationDesk,
  ) {}

  @Get()
  @Permission('groups:read')
  @Describe({
    summary: 'Rules by which errors are grouped, in the order in which they are tried',
    parameters: noParameters,
    answer: groupRulesAnswer,
  })
  async rules(@Parameters(noParameters) _asked: NoParameters) {
    return this.#standing();
  }

  @Get('history')
  @Permission('groups:read')
  @Describe({
    summary: 'What was done about the rules',
    parameters: noParameters,
    answer: groupRuleHistoryAnswer,
  })
  async history(@Parameters(noParameters) _asked: NoParameters) {
    return { changes: await this.desk.history() };
  }

  @Post()
  @Permission('groups:write')
  @HttpCode(200)
  @Describe({
    summary: 'Makes a rule, the last of the list',
    body: { description: 'the rule; what is left out gets its default', example: exampleOf(groupRuleInput) },
    answer: groupRulesAnswer,
    problems: [400, 403, 503],
  })
  async create(@JsonBody(groupRuleInput) rule: GroupRuleInput, @Req() request: Request) {
    await refusing(this.desk.create(rule, callerOf(request)));
    return this.#standing();
  }

  @Post('order')
  @Permission('groups:write')
  @HttpCode(200)
  @Describe({
    summary: 'Puts the rules into another order',
    body: { description: 'ids of all rules', example: exampleOf(groupRuleOrder) },
    answer: groupRulesAnswer,
    problems: [400, 403, 404, 409, 503],
  })
  async order(@JsonBody(groupRuleOrder) { ids }: GroupRuleOrder, @Req() request: Request) {
    await refusing(this.desk.order(ids, callerOf(request)));
    return this.#standing();
  }

  @Post('undo')
  @Permission('groups:write')
  @HttpCode(200)
  @Describe({
    summary: 'Takes back the last change of the rules that was not taken back yet',
    answer: groupRulesAnswer,
    problems: [400, 403, 409, 503],
  })
  async undo(@Parameters(noParameters) _asked: NoParameters, @Req() request: Request) {
    await refusing(this.desk.undo(callerOf(request)));
    return this.#standing();
  }

  @Put(':id')
  @Permission('groups:write')
  @Describe({
    summary: 'Changes a rule; its place stays',
    path: inPath,
    body: { description: 'all of the rule; what is left out gets its default', example: exampleOf(groupRuleInput) },
    answer: groupRulesAnswer,
    problems: [400, 403, 404, 503],
  })
  async replace(@Param('id') id: string, @JsonBody(groupRuleInput) rule: GroupRuleInput, @Req() request: Request) {
    await refusing(this.desk.replace(id, rule, callerOf(request)));
    return this.#standing();
  }

  @Delete(':id')
  @Permission('groups:write')
  @Describe({
    summary: 'Deletes a rule',
    path: inPath,
    answer: groupRulesAnswer,
    problems: [400, 403, 404, 503],
  })
  async remove(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters, @Req() request: Request) {
    await refusing(this.desk.remove(id, callerOf(request)));
    return this.#standing();
  }

  async #standing(): Promise<GroupRulesAnswer> {
    const { rules, revision, application, isApplied } = await this.applications.standing();
    return { rules, revision, application: application ? toApplication(application) : null, isApplied };
  }
}
