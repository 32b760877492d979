import { Injectable } from '@nestjs/common';
import { FINGERPRINT_VERSION } from '@log-monitor/error-fingerprint';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { lastRevision, type RuleRevision } from '../../store/groups/rule-revisions.js';
import { GroupRuleError } from '../rules/group-rule-error.js';
import { type ApplicationRow, endApplication, lastApplication, startApplication } from './application-rows.js';

/** The rules, and how far they have been applied to what is stored. */
export interface RulesStanding extends RuleRevision {
  application: ApplicationRow | undefined;
  isApplied: boolean;
}

/** Starts and stops applying the rules to what is stored; the work itself is done by {@link Regrouping} of one of the monitors. */
@Injectable()
export class ApplicationDesk {
  constructor(private readonly pool: IngestPool) {}

  /** @throws SinkError */
  async standing(): Promise<RulesStanding> {
    return this.pool.transaction(async (client) => {
      const revision = await lastRevision(client);
      const application = await lastApplication(client);
      return { ...revision, application, isApplied: isApplied(revision, application) };
    });
  }

  /** @throws GroupRuleError while it runs already; SinkError */
  async start(actor: string): Promise<ApplicationRow> {
    const started = await this.pool.transaction(async (client) => {
      const { revision } = await lastRevision(client);
      return startApplication(client, revision, actor);
    });
    if (started === undefined) throw new GroupRuleError('CONFLICT', 'The rules are being applied already.');
    return started;
  }

  /** What was moved by then stays so. @throws GroupRuleError when nothing runs; SinkError */
  async stop(actor: string): Promise<ApplicationRow> {
    const stopped = await this.pool.transaction(async (client) => {
      const last = await lastApplication(client);
      return last && (await endApplication(client, last.id, 'stopped', `stopped by ${actor}`));
    });
    if (stopped === undefined) throw new GroupRuleError('CONFLICT', 'The rules are not being applied.');
    return stopped;
  }
}

function isApplied({ revision }: RuleRevision, application: ApplicationRow | undefined): boolean {
  if (application === undefined) return revision === 0;
  const { state, fingerprintVersion } = application;
  return state === 'finished' && application.revision === revision && fingerprintVersion === FINGERPRINT_VERSION;
}
