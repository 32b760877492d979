import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { ChartBox } from './chart-box.js';
import type { Drawing } from './chart-canvas.js';
import { ChartTooltip } from './chart-tooltip.js';

export type Lines = Omit<Drawing, 'lineText'>;

/** Values over time as lines; the legend switches them on and off. */
export function LineChart({
  label,
  data,
  textOf,
  hidden = [],
}: {
  label: string;
  data: Lines;
  /** A value as it is written. */
  textOf: (value: number) => string;
  /** Lines that are off at first. */
  hidden?: readonly string[];
}): JSX.Element {
  const [off, setOff] = useState<ReadonlySet<string>>(new Set(hidden));
  const toggle = (name: string): void => {
    const next = new Set(off);
    if (!next.delete(name)) next.add(name);
    setOff(next);
  };
  const drawn = useMemo(
    (): Drawing => ({ ...data, series: data.series.filter(({ name }) => !off.has(name)), lineText: textOf }),
    [data, off],
  );
  return (
    <figure class="chart">
      <ChartBox
        data={drawn}
        label={`${label} over time.`}
        tooltip={(bucket) => <ChartTooltip data={drawn} bucket={bucket} textOf={textOf} />}
      />
      {data.series.length > 1 && (
        <figcaption>
          <ul class="legend" aria-label={`Lines of ${label}`}>
            {data.series.map(({ name, color }) => (
              <li key={name}>
                <button type="button" aria-pressed={!off.has(name)} onClick={() => toggle(name)}>
                  <span class="swatch" data-color={color} aria-hidden="true" />
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </figcaption>
      )}
    </figure>
  );
}
