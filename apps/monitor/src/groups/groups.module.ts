import { Global, Module } from '@nestjs/common';
import { GroupFold } from './fold/group-fold.js';
import { GroupDesk } from './desk/group-desk.js';

/** What people do about problems, without anything that acts by itself. */
export const DECIDING_ON_GROUPS = [GroupDesk];

/** Problems: how often each came, and what people decided about it. */
@Global()
@Module({ providers: [GroupFold, ...DECIDING_ON_GROUPS], exports: DECIDING_ON_GROUPS })
export class GroupsModule {}
