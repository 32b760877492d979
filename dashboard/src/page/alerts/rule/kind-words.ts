import type { AlertKindItem } from '@log-monitor/monitor-api';
import { bytesText } from '../../../text/number-text.js';

/** In what people write a value of a kind, and how much of the kind's own unit one of it is. */
interface Written {
  suffix: string;
  factor: number;
}

const WRITTEN: Record<AlertKindItem['format'], Written> = {
  number: { suffix: '', factor: 1 },
  share: { suffix: '%', factor: 0.01 },
  seconds: { suffix: 'min', factor: 60 },
  bytes: { suffix: 'GB', factor: 1e9 },
  milliseconds: { suffix: 'ms', factor: 1 },
};

type Formatted = Pick<AlertKindItem, 'format'> | undefined;

export function writtenIn(kind: Formatted): Written {
  return WRITTEN[kind?.format ?? 'number'];
}

/** `5 %`, `15 min`, `1,000`: a value of a kind, exactly. */
export function valueText(kind: Formatted, value: number): string {
  const { suffix, factor } = writtenIn(kind);
  if (kind?.format === 'bytes') return bytesText(value);
  if (kind?.format === 'seconds') return secondsText(value);
  return `${exact(value / factor)}${suffix === '' ? '' : ` ${suffix}`}`;
}

/** `90 s`, `5 min`, `2 h`: the largest unit in which it is whole, or has one digit after the point. */
export function secondsText(seconds: number): string {
  const units = [
    { size: 86_400, name: 'd' },
    { size: 3600, name: 'h' },
    { size: 60, name: 'min' },
  ];
  const unit = units.find(({ size }) => seconds >= size && (seconds * 10) % size === 0);
  return unit ? `${exact(seconds / unit.size)} ${unit.name}` : `${exact(seconds)} s`;
}

/** At most four digits after the point; binary fractions do not show. */
function exact(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 4 });
}
