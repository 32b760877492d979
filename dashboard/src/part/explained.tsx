import type { ComponentChildren, JSX } from 'preact';
import { Hint } from './hint.js';

/** A question mark that says what the figures beside it count. */
export function Explained({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  const label = (
    <>
      <span aria-hidden="true">?</span>
      <span class="off-screen">What is counted: {title}</span>
    </>
  );
  return <Hint className="explained" label={label} explanation={children} />;
}
