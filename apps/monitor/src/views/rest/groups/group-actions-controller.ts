import { Controller, Delete, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import {
  exampleOf,
  groupBulkAnswer,
  type GroupBulkInput,
  groupBulkInput,
  type GroupChange,
  groupChange,
  type GroupMergeInput,
  groupMergeInput,
  groupSplitAnswer,
  type GroupSplitInput,
  groupSplitInput,
  groupUndoAnswer,
  noParameters,
  type NoParameters,
} from '@log-monitor/monitor-api';
import type { Request } from 'express';
import { GroupDesk } from '../../../groups/desk/group-desk.js';
import { numberOfGroup } from '../../../query/groups/group-row.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { JsonBody } from '../../request/body.js';
import { Parameters } from '../../request/parameters.js';
import { callerOf, refusing } from './group-refusals.js';
import { groupInPath, hexOfGroup, knownGroupId } from './group-id.js';

/** What people do about problems. Each action is written down with who did it, and all but one can be undone. */
@Controller('api/v1/groups')
@Permission('groups:write')
export class GroupActionsController {
  constructor(private readonly desk: GroupDesk) {}

  @Patch(':id')
  @HttpCode(204)
  @Describe({
    summary: 'Resolves, ignores, mutes, reopens or assigns a problem, or adds a note',
    path: groupInPath,
    body: { description: 'what changes; what is left out stays', example: exampleOf(groupChange) },
    answer: 'nothing',
    problems: [400, 403, 404, 409, 503],
  })
  async change(@Param('id') id: string, @JsonBody(groupChange) change: GroupChange, @Req() request: Request) {
    await refusing(this.desk.change(numberOf(id), change, callerOf(request)));
  }

  @Post('bulk')
  @HttpCode(200)
  @Describe({
    summary: 'The same for many problems at once',
    body: { description: 'up to 1,000 ids, and what changes', example: exampleOf(groupBulkInput) },
    answer: groupBulkAnswer,
    problems: [400, 403, 503],
  })
  async bulk(@JsonBody(groupBulkInput) { ids, change }: GroupBulkInput, @Req() request: Request) {
    const numbers = [...new Set(ids)].map(numberOf);
    const absent = await refusing(this.desk.changeAll(numbers, change, callerOf(request)));
    return { changed: numbers.length - absent.length, absent: absent.map(hexOfGroup) };
  }

  @Post(':id/merge')
  @HttpCode(204)
  @Describe({
    summary: 'Takes other problems into this one: what comes of them later, too',
    path: groupInPath,
    body: { description: 'ids of the others', example: exampleOf(groupMergeInput) },
    answer: 'nothing',
    problems: [400, 403, 404, 409, 503],
  })
  async merge(@Param('id') id: string, @JsonBody(groupMergeInput) { ids }: GroupMergeInput, @Req() request: Request) {
    await refusing(this.desk.merge(numberOf(id), ids.map(numberOf), callerOf(request)));
  }

  @Post(':id/split')
  @HttpCode(200)
  @Describe({
    summary: 'Makes some of its fingerprints a problem of their own, in the same state',
    path: groupInPath,
    body: { description: 'ids of fingerprints, as the problem lists them', example: exampleOf(groupSplitInput) },
    answer: groupSplitAnswer,
    problems: [400, 403, 404, 409, 503],
  })
  async split(
    @Param('id') id: string,
    @JsonBody(groupSplitInput) { fingerprints }: GroupSplitInput,
    @Req() request: Request,
  ) {
    const made = await refusing(this.desk.split(numberOf(id), fingerprints.map(numberOf), callerOf(request)));
    return { id: hexOfGroup(made) };
  }

  @Post(':id/undo')
  @HttpCode(200)
  @Describe({
    summary: 'Takes back the last action on it that was not taken back yet',
    path: groupInPath,
    answer: groupUndoAnswer,
    problems: [400, 403, 404, 409, 503],
  })
  async undo(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters, @Req() request: Request) {
    return { undone: await refusing(this.desk.undo(numberOf(id), callerOf(request))) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({
    summary: 'Deletes a problem with the records that it has by now',
    description:
      'The records go in the background. This cannot be undone. An error that happens later is a problem again.',
    path: groupInPath,
    answer: 'nothing',
    problems: [400, 403, 404, 409, 503],
  })
  async remove(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters, @Req() request: Request) {
    await refusing(this.desk.remove(numberOf(id), callerOf(request)));
  }
}

function numberOf(id: string): string {
  return numberOfGroup(knownGroupId(id));
}
