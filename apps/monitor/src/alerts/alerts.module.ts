import { Global, Module } from '@nestjs/common';
import { QueryModule } from '../query/query.module.js';
import { DecisionByMinute } from './decision/decision-by-minute.js';
import { EventList } from './decision/event-list.js';
import { RulePreview } from './preview/rule-preview.js';
import { RuleDesk } from './rule/rule-desk.js';
import { RuleList } from './rule/rule-list.js';
import { SetAsideRules } from './rule/set-aside-rules.js';
import { Evaluator } from './schedule/evaluator.js';
import { CheckIns } from './state/check-ins.js';
import { StateList } from './state/state-list.js';

/** What answers about rules and changes them, without anything that acts by itself. */
export const DECIDING = [DecisionByMinute, EventList, RulePreview, RuleDesk, RuleList, CheckIns, StateList];

/** From rules to decisions. Needs `AlertOutbox` and `Silences` from a global module. */
@Global()
@Module({ imports: [QueryModule], providers: [...DECIDING, SetAsideRules, Evaluator], exports: DECIDING })
export class AlertsModule {}
