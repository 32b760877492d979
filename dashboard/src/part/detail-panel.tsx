import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** One row in full, to the right of the list it was chosen from; on a narrow screen in front of it. */
export function DetailPanel({
  id,
  bar,
  title,
  onClose,
  children,
}: {
  /** Another one begins at its top. */
  id: string;
  /** What stands at the left of the bar. */
  bar: ComponentChildren;
  title: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    body.current?.scrollTo(0, 0);
  }, [id]);
  return (
    <aside class="panel" aria-labelledby="panel-heading">
      <div class="panel-bar">
        {bar}
        <button type="button" class="button icon-button" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
            <path d="M5 5l14 14M19 5L5 19" stroke="currentColor" stroke-width="2.5" />
          </svg>
        </button>
      </div>
      <div class="panel-body" ref={body}>
        <h2 id="panel-heading" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </div>
    </aside>
  );
}
