import { isUuid } from '@log-monitor/log-record';
import { exampleOf, storedRecord } from '@log-monitor/monitor-api';
import { ProblemError } from '../../problem/problem.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';

/** How the API's description shows the id of a record in a path. */
export const RECORD_ID_IN_PATH = {
  id: {
    description: 'id of the record',
    schema: { type: 'string', format: 'uuid' },
    example: String(exampleOf(storedRecord.shape.id)),
  },
};

/** @throws ProblemError PARAMETER_INVALID */
export function recordId(text: string): string {
  if (isUuid(text)) return text.toLowerCase();
  throw parametersInvalid([{ name: 'id', reason: 'must be the id of a record, a UUID' }]);
}

/** @throws ProblemError NOT_FOUND */
export function foundRecord<Answer>(answer: Answer | null): Answer {
  if (answer !== null) return answer;
  throw new ProblemError('NOT_FOUND', 'No record with this id is stored; it may be past retention or not stored yet.');
}
