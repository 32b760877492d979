import { Global, Module } from '@nestjs/common';
import { GroupFold } from './fold/group-fold.js';
import { GroupDesk } from './desk/group-desk.js';
import { ApplicationDesk } from './regroup/application-desk.js';
import { GroupPreview } from './regroup/group-preview.js';
import { Regrouping } from './regroup/regrouping.js';
import { GroupRuleDesk } from './rules/group-rule-desk.js';

/** What people do about problems, without anything that acts by itself. */
export const DECIDING_ON_GROUPS = [GroupDesk, GroupRuleDesk, ApplicationDesk, GroupPreview];

/** Problems: how often each came, and what people decided about it. */
@Global()
@Module({ providers: [GroupFold, Regrouping, ...DECIDING_ON_GROUPS], exports: DECIDING_ON_GROUPS })
export class GroupsModule {}
