import { Injectable } from '@nestjs/common';
import type { SearchAnswer } from '@log-monitor/monitor-api';
import type { RecordPageQuestion } from './error-list.js';
import { RecordSearch } from './record-search.js';

const PAGE = 5000;

/** Everything that a search would find, in pages, each read in a short snapshot of its own: no transaction stays open. */
@Injectable()
export class RecordExport {
  constructor(private readonly search: RecordSearch) {}

  /**
   * Newest first; the range is fixed by the first page, so that what arrives meanwhile does not matter.
   *
   * @throws QueryError
   */
  async *pages(question: Omit<RecordPageQuestion, 'limit' | 'cursor'>): AsyncGenerator<SearchAnswer> {
    let cursor: string | undefined;
    do {
      const page = await this.search.page({ ...question, limit: PAGE, cursor });
      yield page;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && question.signal?.aborted !== true);
  }
}
