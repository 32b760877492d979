import type { ComponentChildren, JSX } from 'preact';
import { rateText } from '../../text/number-text.js';

/** What was found to belong to a record or a request, and how: rows that lead there. */
export function MatchRows({
  title,
  why,
  children,
}: {
  title: string;
  /** How they were found, in the monitor's words. */
  why: string;
  /** Items of the list. */
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="detail-section context" aria-label={title}>
      <h3>{title}</h3>
      {children}
      <p class="quiet">{why}</p>
    </section>
  );
}

/** How much speaks for a guess; nothing where it is none. */
export function Guess({ share }: { share: number | null }): JSX.Element | null {
  return share === null ? null : <b class="guess">guess, {rateText(share)}</b>;
}
