import type { ComponentChildren, JSX } from 'preact';
import type { Scope } from '../../navigation/scope.js';
import { VisibleText } from '../../part/visible-text.js';

/** A name whose click narrows the page to it, or takes that back. */
export function FilterName({
  name,
  filter,
  scope,
  onChange,
  children,
}: {
  name: string;
  filter: Partial<Scope>;
  scope: Scope;
  onChange: (scope: Scope) => void;
  /** How the name is shown; as text unless given. */
  children?: ComponentChildren;
}): JSX.Element {
  const members = Object.keys(filter) as (keyof Scope)[];
  const isChosen = members.every((member) => scope[member] === filter[member]);
  const cleared = Object.fromEntries(members.map((member) => [member, '']));
  return (
    <button
      type="button"
      class="service-name"
      aria-pressed={isChosen}
      onClick={() => onChange({ ...scope, ...(isChosen ? cleared : filter) })}
    >
      {children ?? <VisibleText text={name} limit={300} />}
    </button>
  );
}
