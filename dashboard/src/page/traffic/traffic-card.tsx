import type { ComponentChildren, JSX } from 'preact';
import type { RequestProblem } from '../../api/request-problem.js';
import { Explained } from '../../part/explained.js';
import { ProblemNote } from '../../part/problem-note.js';

/** A part of the page with its title and what is counted in it; why its answer is missing where it is. */
export function TrafficCard({
  title,
  explanation,
  words,
  problem,
  isEmpty,
  children,
}: {
  title: string;
  /** What the figures count. */
  explanation: string;
  /** What has to be known of the figures as they are now. */
  words?: ComponentChildren;
  problem: RequestProblem | undefined;
  /** undefined: not known yet. */
  isEmpty: boolean | undefined;
  children: () => ComponentChildren;
}): JSX.Element {
  return (
    <section class="card table-card" aria-label={title}>
      <CardHead title={title} explanation={explanation}>
        {words}
      </CardHead>
      <ProblemNote problem={problem} what={title} />
      {isEmpty === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {isEmpty === true && <p class="quiet none">Nothing in this range.</p>}
      {isEmpty === false && children()}
    </section>
  );
}

/** The title of a card, what is counted in it, and what else belongs there. */
export function CardHead({
  title,
  explanation,
  children,
}: {
  title: string;
  explanation: ComponentChildren;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="card-head">
      <div class="card-title">
        <h2>{title}</h2>
        <Explained title={title}>{explanation}</Explained>
      </div>
      {typeof children === 'string' ? <span class="quiet">{children}</span> : children}
    </div>
  );
}
