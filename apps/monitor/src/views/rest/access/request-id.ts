import { accessRequest, exampleOf } from '@log-monitor/monitor-api';
import { ProblemError } from '../../problem/problem.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';

/** How the API's description shows the id of a request in a path. */
export const REQUEST_ID_IN_PATH = {
  id: {
    description: 'id of the request',
    schema: { type: 'string', pattern: '^[0-9]{1,16}-[0-9]{1,9}-[0-9]{1,4}-[0-9]{1,15}-[0-9]{1,9}$' },
    example: String(exampleOf(accessRequest.shape.id)),
  },
};

/**
 * @param answer undefined: the text is no id; null: there is no such request
 * @throws ProblemError PARAMETER_INVALID, NOT_FOUND
 */
export function foundRequest<Answer>(answer: Answer | null | undefined): Answer {
  if (answer === undefined) throw parametersInvalid([{ name: 'id', reason: 'must be the id of a request' }]);
  if (answer !== null) return answer;
  throw new ProblemError('NOT_FOUND', 'No request with this id is stored; it may be past retention.');
}
