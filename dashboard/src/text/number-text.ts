const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with thousands separators; a dash where the server has no figure. */
export function countText(count: number | null | undefined): string {
  return typeof count === 'number' && Number.isFinite(count) ? WHOLE.format(count) : '–';
}

/** `1 error`, `2 errors`. */
export function countedText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/**
 * A share of 0..1 as per cent, never rounded into a claim: a rate that is not zero is never "0 %", one that is not
 * complete never "100 %".
 */
export function rateText(rate: number | null | undefined): string {
  if (typeof rate !== 'number' || !Number.isFinite(rate)) return '–';
  if (rate <= 0) return '0 %';
  if (rate >= 1) return '100 %';
  const percent = rate * 100;
  if (percent < 0.01) return '< 0.01 %';
  if (percent > 99.99) return '> 99.99 %';
  const digits = percent < 1 || percent > 99 ? 2 : 1;
  return `${Number(percent.toFixed(digits))} %`;
}

/** Records per second, with a decimal where there are few: what is not zero is never "0". */
export function perSecondText(rate: number): string {
  if (rate > 0 && rate < 0.1) return '< 0.1';
  return rate < 10 ? String(Number(rate.toFixed(1))) : WHOLE.format(rate);
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `812 B`, `18.4 kB`, `2.1 MB`: decimal units. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${Number(value.toFixed(unit > 0 && value < 100 ? 1 : 0))} ${BYTE_UNITS[unit]}`;
}

/** `0.4 ms`, `18 ms`, `2.31 s`: three digits or so. */
export function millisecondsText(milliseconds: number | null | undefined): string {
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds)) return '–';
  // 999.5 and more would be written as 1000 ms.
  if (milliseconds >= 999.5) return `${Number((milliseconds / 1000).toPrecision(3))} s`;
  return `${Number(milliseconds.toPrecision(milliseconds < 100 ? 2 : 3))} ms`;
}

/** `+12 %, `, to be followed by what it was before; empty where there is nothing to compare with. */
export function changeText(now: number, before: number): string {
  if (before <= 0 || now === before) return '';
  const percent = (now / before - 1) * 100;
  const size = Math.abs(percent);
  if (size < 1) return 'about the same, ';
  return size >= 1000 ? 'over +999 %, ' : `${percent < 0 ? '−' : '+'}${Math.round(size)} %, `;
}
