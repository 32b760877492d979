/** Milliseconds that local time is ahead of UTC at a moment. */
export type ZoneOffset = (time: number) => number;

/** Zones move their clocks at quarters of an hour. */
const QUARTER_MS = 900_000;
const OFFSET = /^([+-])(\d\d):?(\d\d)$/;

/**
 * The local time of a server.
 *
 * @param name `Z`, an offset such as `+09:00`, or the IANA name of a zone, whose clocks are moved
 * @throws RangeError when there is no such zone
 */
export function zoneOffset(name: string): ZoneOffset {
  if (name === 'Z') return () => 0;
  const [, sign, hours, minutes] = OFFSET.exec(name) ?? [];
  if (sign !== undefined) {
    const fixed = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    return () => fixed;
  }
  const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' });
  let quarter = Number.NaN;
  let offset = 0;
  return (time) => {
    const now = Math.floor(time / QUARTER_MS);
    if (now !== quarter) {
      quarter = now;
      offset = offsetOf(format, now * QUARTER_MS);
    }
    return offset;
  };
}

function offsetOf(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
