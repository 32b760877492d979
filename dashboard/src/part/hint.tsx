import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';

/** Something with an explanation that appears on hover and on focus, and goes with Escape. */
export function Hint({
  label,
  explanation,
  className = '',
}: {
  label: ComponentChildren;
  explanation: ComponentChildren;
  className?: string;
}): JSX.Element {
  const id = useId();
  const [isDismissed, setDismissed] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isDismissed) return;
    setDismissed(true);
    event.stopPropagation();
  };
  const rearm = (): void => setDismissed(false);
  return (
    <span class={`hint ${className}`} data-dismissed={isDismissed} onKeyDown={onKeyDown} onMouseEnter={rearm}>
      <button type="button" class="hint-anchor" aria-describedby={id} onBlur={rearm}>
        {label}
      </button>
      <span role="tooltip" id={id} class="hint-text">
        {explanation}
      </span>
    </span>
  );
}
