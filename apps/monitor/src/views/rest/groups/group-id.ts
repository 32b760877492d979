import type { RouteDescription } from '../../docs/describe.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';

const GROUP_ID = /^[0-9a-f]{16}$/;

export const groupInPath: NonNullable<RouteDescription['path']> = {
  id: {
    description: 'id of the problem',
    schema: { type: 'string', pattern: '^[0-9a-f]{16}$' },
    example: '5f0c2b7de1a94433',
  },
};

/** @throws ProblemError naming the parameter */
export function knownGroupId(id: string): string {
  if (GROUP_ID.test(id)) return id;
  throw parametersInvalid([{ name: 'id', reason: 'must be 16 hexadecimal digits in lower case' }]);
}

/** The id of a problem whose number is this, decimal. */
export function hexOfGroup(number: string): string {
  return BigInt.asUintN(64, BigInt(number)).toString(16).padStart(16, '0');
}
