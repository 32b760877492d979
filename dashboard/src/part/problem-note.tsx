import type { JSX } from 'preact';
import type { RequestProblem } from '../api/request-problem.js';
import { VisibleText } from './visible-text.js';

/** Why a part of the page has no fresh answer, in the server's words; nothing when it has. */
export function ProblemNote({
  problem,
  what,
}: {
  problem: RequestProblem | undefined;
  what: string;
}): JSX.Element | null {
  // These two concern the whole page, which says so once, at the top.
  if (problem === undefined || problem.code === 'unreachable' || problem.code === 'unauthorized') return null;
  return (
    <p class="problem" role="alert">
      <strong>{what} could not be loaded.</strong> <VisibleText text={problem.message} />
    </p>
  );
}
