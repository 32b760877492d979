import { Injectable } from '@nestjs/common';
import type { AccessRequestsAnswer } from '@log-monitor/monitor-api';
import { AccessRequestList, type RequestListQuestion } from './access-request-list.js';

const PAGE_ROWS = 1000;

/** Every request that a list would find, in pages, each read in a short snapshot of its own. */
@Injectable()
export class AccessRequestExport {
  constructor(private readonly requestList: AccessRequestList) {}

  /** @throws QueryError at any page */
  async *pages(question: Omit<RequestListQuestion, 'limit' | 'cursor'>): AsyncGenerator<AccessRequestsAnswer> {
    let cursor: string | undefined;
    do {
      const page = await this.requestList.page({ ...question, limit: PAGE_ROWS, cursor });
      yield page;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && question.signal?.aborted !== true);
  }
}
