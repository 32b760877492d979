import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ChartCanvas, type Drawing } from './chart-canvas.js';

/** The drawing itself, with a tooltip for the pointer and the arrow keys. */
export function ChartBox({
  data,
  label,
  tooltip,
}: {
  data: Drawing;
  /** The drawing in words. */
  label: string;
  tooltip: (bucket: number) => ComponentChildren;
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<ChartCanvas>(undefined);
  const [bucket, setBucket] = useState<number | null>(null);
  useEffect(() => {
    const chart = new ChartCanvas(host.current as HTMLDivElement, setBucket);
    canvas.current = chart;
    return () => chart.end();
  }, []);
  useEffect(() => canvas.current?.show(data), [data]);
  return (
    <div
      class="chart-host"
      ref={host}
      tabIndex={0}
      role="group"
      aria-roledescription="chart"
      aria-label={`${label} Arrow keys read the ${data.lineText ? 'values' : 'bars'}.`}
      onKeyDown={(event) => onArrow(event, canvas.current)}
      onBlur={() => canvas.current?.pointAt(null)}
    >
      {bucket !== null && bucket < data.times.length && tooltip(bucket)}
    </div>
  );
}

function onArrow(event: KeyboardEvent, canvas: ChartCanvas | undefined): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  canvas?.step(step);
}
