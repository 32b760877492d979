import { type Fingerprint, FingerprintMemory, fingerprintOf } from '@log-monitor/error-fingerprint';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { compileRules, type RuledRecord, type UsableRules } from './compile-rules.js';
import { revisionAfter } from './rule-revisions.js';

/** A changed list is in force in all monitors within this time and that of a batch. */
const LOOK_EVERY_MS = 1000;

/** How errors are grouped: by the rules of people, tried in their order, else by what the error is. */
export class Grouping {
  readonly #logger = new Logger('Problems');
  #revision = 0;
  #rules: UsableRules | undefined;
  readonly #memory = new FingerprintMemory();
  #lookAt = 0;

  /** Reads the rules when they may have changed. */
  async bringUpToDate(client: Pick<pg.PoolClient, 'query'>): Promise<void> {
    if (performance.now() < this.#lookAt) return;
    const changed = await revisionAfter(client, this.#revision);
    if (changed !== undefined) {
      this.#rules = changed.rules.length === 0 ? undefined : await compileRules(changed.rules);
      this.#revision = changed.revision;
      for (const sentence of this.#rules?.unusable ?? []) this.#logger.warn(`a rule cannot be used: ${sentence}`);
    }
    this.#lookAt = performance.now() + LOOK_EVERY_MS;
  }

  fingerprintOf(record: RuledRecord): Fingerprint {
    return this.#rules?.fingerprintOf(record) ?? fingerprintOf(record, this.#memory);
  }
}
