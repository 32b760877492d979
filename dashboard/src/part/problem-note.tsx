import type { JSX } from 'preact';
import type { RequestProblem } from '../api/request-problem.js';
import { VisibleText } from './visible-text.js';

/** Why a part of the page has no fresh answer, in the server's words; nothing when it has. */
export function ProblemNote({
  problem,
  what,
  wanted = 'loaded',
}: {
  problem: RequestProblem | undefined;
  what: string;
  /** What was wanted of it and did not come about. */
  wanted?: 'loaded' | 'saved';
}): JSX.Element | null {
  // These two concern the whole page, which says so once, at the top.
  const isSaidAbove = problem?.code === 'unreachable' || problem?.code === 'unauthorized';
  if (problem === undefined || (isSaidAbove && wanted === 'loaded')) return null;
  return (
    <p class="problem" role="alert">
      <strong>
        {what} could not be {wanted}.
      </strong>{' '}
      <VisibleText text={problem.message} />
    </p>
  );
}
