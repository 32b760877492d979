import { type ComponentChildren, type JSX } from 'preact';
import { type RequestProblem } from '../../api/request-problem.js';
import { ProblemNote } from '../../part/problem-note.js';

/** A table with its title, what has to be known of it, and why it is missing where it is. */
export function TrafficCard({
  title,
  words,
  problem,
  isEmpty,
  children,
}: {
  title: string;
  words?: string | undefined;
  problem: RequestProblem | undefined;
  /** undefined: not known yet. */
  isEmpty: boolean | undefined;
  children: () => ComponentChildren;
}): JSX.Element {
  return (
    <section class="card table-card" aria-label={title}>
      <div class="card-head">
        <h2>{title}</h2>
        {words !== undefined && <span class="quiet">{words}</span>}
      </div>
      <ProblemNote problem={problem} what={title} />
      {isEmpty === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {isEmpty === true && <p class="quiet none">Nothing in this range.</p>}
      {isEmpty === false && children()}
    </section>
  );
}
