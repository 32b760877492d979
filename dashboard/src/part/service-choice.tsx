import type { JSX } from 'preact';
import { cutText, visibleText } from '../text/visible-text.js';

/** One service or all; a chosen one that is not among the names is offered too. */
export function ServiceChoice({
  service,
  names,
  onChoose,
}: {
  service: string;
  names: readonly string[];
  onChoose: (service: string) => void;
}): JSX.Element {
  const offered = service === '' || names.includes(service) ? names : [service, ...names];
  return (
    <select
      class="button"
      aria-label="Service"
      value={service}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      <option value="">All services</option>
      {offered.map((name) => (
        <option key={name} value={name}>
          {visibleText(cutText(name, 60))}
        </option>
      ))}
    </select>
  );
}
