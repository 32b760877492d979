import { Inject, Injectable } from '@nestjs/common';
import type { GroupPreviewAnswer, GroupRuleInput } from '@log-monitor/monitor-api';
import { Configuration } from '../../configuration/configuration.js';
import { IngestPool } from '../../store/connection/ingest-pool.js';
import { lastRevision } from '../../store/groups/rule-revisions.js';
import { checkRules } from '../rules/check-rules.js';
import { RegroupReader } from './regroup-reader.js';

/** What is not looked at by then is left out, and the answer says so. */
const MOST_MS = 30_000;

/** A preview is being made already, or the one who asked has gone. */
export class PreviewRefused extends Error {
  override readonly name = 'PreviewRefused';
}

/** Says what rules would make of the errors that are stored. Nothing is changed. */
@Injectable()
export class GroupPreview {
  #isBusy = false;

  constructor(
    private readonly pool: IngestPool,
    @Inject(Configuration) private readonly configuration: Pick<Configuration, 'databaseUrl'>,
  ) {}

  /**
   * @param given left out: the rules that there are
   * @throws GroupRuleError, PreviewRefused, SinkError
   */
  async answer(given: readonly GroupRuleInput[] | undefined, signal: AbortSignal): Promise<GroupPreviewAnswer> {
    if (given !== undefined) await checkRules(given);
    const { at, rules } = await this.pool.transaction((client) => lastRevision(client));
    // One at a time: it takes a core of the processor and one of the database.
    if (this.#isBusy) throw new PreviewRefused('Another preview is being made: ask again in a few seconds.');
    this.#isBusy = true;
    const reader = new RegroupReader({ databaseUrl: this.configuration.databaseUrl, rules: given ?? rules });
    const end = (): void => void reader.end();
    signal.addEventListener('abort', end, { once: true });
    try {
      return await reader.preview(MOST_MS, at.toISOString());
    } catch (error) {
      if (signal.aborted) throw new PreviewRefused('Nobody waits for the preview any more.', { cause: error });
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      await reader.end();
      this.#isBusy = false;
    }
  }
}
