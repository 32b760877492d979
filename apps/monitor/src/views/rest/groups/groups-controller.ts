import { Controller, Get, Param } from '@nestjs/common';
import {
  groupAnswer,
  groupComparisonAnswer,
  groupComparisonParameters,
  type GroupComparisonParameters,
  groupListAnswer,
  type GroupListParameters,
  groupListParameters,
  type GroupParameters,
  groupParameters,
} from '@log-monitor/monitor-api';
import { GroupById } from '../../../query/groups/group-by-id.js';
import { GroupComparison } from '../../../query/groups/group-comparison.js';
import { type GroupFilter, GroupList } from '../../../query/groups/group-list.js';
import { parseRange } from '../../../query/range/time-range.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { groupInPath, knownGroupId } from './group-id.js';

/** Problems: lists of them, and each with everything that is known of it. */
@Controller('api/v1/groups')
@Permission('groups:read')
export class GroupsController {
  constructor(
    private readonly list: GroupList,
    private readonly byId: GroupById,
    private readonly comparison: GroupComparison,
  ) {}

  @Get()
  @Describe({
    summary: 'Problems: errors that are the same one, counted together',
    description:
      'Those with errors in the range; the last 24 hours unless told otherwise. A range within the last two days and up to 12 hours long is counted by minutes, others by hours: the answer says which range it was.',
    parameters: groupListParameters,
    answer: groupListAnswer,
    links: { group: { operationId: 'GroupsController_group', id: '/groups/0/id' } },
  })
  groups(@Parameters(groupListParameters) asked: GroupListParameters, @RequestSignal() signal: AbortSignal) {
    const now = new Date();
    const { from, to, sort, order, limit, cursor } = asked;
    const range = parseRange(from, to, now.getTime());
    return this.list.page({ filter: filterOf(asked), range, sort, order, limit, cursor, now, signal });
  }

  @Get('compare')
  @Describe({
    summary: 'Problems of two windows beside each other: new, grown, vanished',
    description:
      'The last 24 hours and the 24 hours before, unless told otherwise; around a deployment with the version that it brought. Counted by whole minutes within the last two days and up to 12 hours, by whole hours else: the answer says which windows they were.',
    parameters: groupComparisonParameters,
    answer: groupComparisonAnswer,
    problems: [400, 404, 503],
  })
  async compare(
    @Parameters(groupComparisonParameters) asked: GroupComparisonParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    const now = new Date();
    const { service: services, from, to, beforeFrom, beforeTo, version, limit = 20 } = asked;
    const range = parseRange(from, to, now.getTime());
    const before = parseRange(beforeFrom, beforeTo, now.getTime());
    const answer = await this.comparison.answer({ services, range, before, version, limit, now, signal });
    if (answer === null) throw new ProblemError('NOT_FOUND', 'No record has this version.');
    return answer;
  }

  @Get(':id')
  @Describe({
    summary: 'One problem: why it is one, where it comes from, sample records, what was done about it',
    path: groupInPath,
    parameters: groupParameters,
    answer: groupAnswer,
    problems: [400, 404, 503],
  })
  async group(
    @Param('id') id: string,
    @Parameters(groupParameters) { from, to }: GroupParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    const now = new Date();
    const range = parseRange(from, to, now.getTime());
    const answer = await this.byId.answer(knownGroupId(id), { range, now, signal });
    if (answer === null) throw new ProblemError('NOT_FOUND', 'There is no problem with this id.');
    return answer;
  }
}

/** What a list's parameters ask for. */
function filterOf(asked: Omit<GroupListParameters, 'sort' | 'order' | 'limit'>): GroupFilter {
  const { service, state, search, assignee, version, users, minimum, firstSeen, regressed, notes } = asked;
  return {
    ...{ services: service, states: state, search, assignee, versions: version, users, minimum, firstSeen },
    ...{ regressed: flag(regressed), notes: flag(notes) },
  };
}

function flag(text: 'true' | 'false' | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}
