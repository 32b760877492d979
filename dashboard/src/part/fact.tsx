import type { ComponentChildren, JSX } from 'preact';
import { VisibleText } from './visible-text.js';

/** A fact that is a text or a number; nothing where it is neither. */
export function TextFact({ name, value }: { name: string; value: unknown }): JSX.Element | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  return text === '' ? null : (
    <Fact name={name}>
      <VisibleText text={text} limit={500} />
    </Fact>
  );
}

/** One line of a list of facts. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
