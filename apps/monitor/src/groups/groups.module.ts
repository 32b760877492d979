import { Global, Module } from '@nestjs/common';
import { QueryModule } from '../query/query.module.js';
import { GroupFold } from './fold/group-fold.js';

/** Problems: how often each came, and what people decided about it. */
@Global()
@Module({ imports: [QueryModule], providers: [GroupFold], exports: [GroupFold] })
export class GroupsModule {}
