import { Controller, Delete, HttpCode, Post, Req } from '@nestjs/common';
import {
  exampleOf,
  groupApplication,
  groupPreviewAnswer,
  type GroupPreviewInput,
  groupPreviewInput,
  noParameters,
  type NoParameters,
} from '@log-monitor/monitor-api';
import type { Request } from 'express';
import { ApplicationDesk } from '../../../groups/regroup/application-desk.js';
import { toApplication } from '../../../groups/regroup/application-rows.js';
import { GroupPreview } from '../../../groups/regroup/group-preview.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { JsonBody } from '../../request/body.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { callerOf, refusing } from './group-refusals.js';

/** Rules on what is stored: tried, and applied. How far an application has come stands with the rules. */
@Controller('api/v1/groups')
@Permission('groups:write')
export class GroupApplicationController {
  constructor(
    private readonly previews: GroupPreview,
    private readonly applications: ApplicationDesk,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Describe({
    summary: 'What rules would make of the errors that are stored',
    description:
      'Looks at all of them; a million take some seconds. After 30 seconds it answers with what it has seen.',
    body: { description: 'the rules; without them, those that there are', example: exampleOf(groupPreviewInput) },
    answer: groupPreviewAnswer,
    problems: [400, 403, 503],
  })
  preview(@JsonBody(groupPreviewInput) { rules }: GroupPreviewInput, @RequestSignal() signal: AbortSignal) {
    return refusing(this.previews.answer(rules, signal));
  }

  @Post('apply')
  @HttpCode(200)
  @Describe({
    summary: 'Applies the rules to the errors that are stored, in the background',
    description:
      'Problems keep their state, notes and assignee, and what was merged stays merged. Problems that become one stay in the state that needs somebody most. How far it has come is shown with the rules.',
    answer: groupApplication,
    problems: [400, 403, 409, 503],
  })
  async apply(@Parameters(noParameters) _asked: NoParameters, @Req() request: Request) {
    return toApplication(await refusing(this.applications.start(callerOf(request))));
  }

  @Delete('apply')
  @Describe({
    summary: 'Stops applying the rules; errors that were regrouped by then stay so',
    answer: groupApplication,
    problems: [400, 403, 409, 503],
  })
  async stop(@Parameters(noParameters) _asked: NoParameters, @Req() request: Request) {
    return toApplication(await refusing(this.applications.stop(callerOf(request))));
  }
}
