import type { Report } from '@log-monitor/monitor-api';
import { Html, html } from './inert.js';
import { heading, MUTED } from './email-frame.js';
import { png } from './png.js';
import { count } from './report-words.js';

/** A picture that a mail brings with it. */
export interface Picture {
  /** By which the page names it: `cid:ID` (RFC 2392). */
  readonly id: string;
  readonly png: Buffer;
}

/** Twice as wide as a mail is, for screens with small pixels. */
const WIDTH = 1136;
const HEIGHT = 128;
const SHOWN_HEIGHT = 64;
const LINE = 2;
/** Both are seen on white and on black. */
const GREY = [0x98, 0xa2, 0xb3, 255];
const RED = [0xd9, 0x2d, 0x20, 255];
const BLUE = [0x53, 0x89, 0xe6, 255];
const CLEAR = [255, 255, 255, 0];
const LONG_MS = 36 * 3_600_000;

type Point = Report['series'][number];

/** Pictures reach every mail program: Gmail and Outlook take SVG and pictures in addresses out of a mail (caniemail.com: html-svg, image-base64). */
const CHARTS = [
  { id: 'errors', title: 'Errors', colour: RED, of: (point: Point): number => point.errors },
  { id: 'records', title: 'Records', colour: BLUE, of: (point: Point): number => point.records },
];

export function reportPictures({ series }: Report): Picture[] {
  return CHARTS.map(({ id, colour, of }) => ({ id, png: columns(series.map(of), colour) }));
}

/** Columns from the left to the right, the highest as high as the picture; what is not zero can be seen. */
function columns(values: readonly number[], colour: readonly number[]): Buffer {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  const most = Math.max(1, ...values);
  const room = HEIGHT - LINE;
  pixels.fill(2, WIDTH * room);
  values.forEach((value, index) => {
    const left = Math.round((index * WIDTH) / values.length);
    const right = Math.round(((index + 1) * WIDTH) / values.length);
    const gap = Math.min(4, Math.floor((right - left) / 4));
    const height = value === 0 ? 0 : Math.max(4, Math.round((value / most) * room));
    for (let row = room - height; row < room; row += 1) pixels.fill(1, row * WIDTH + left, row * WIDTH + right - gap);
  });
  return png(WIDTH, pixels, [CLEAR, colour, GREY]);
}

/** The pictures in the page, with the words that a picture cannot have: programs scale it. */
export function chartSection(report: Report): Html {
  const { series, timeZone } = report;
  const isLong = Date.parse(report.to) - Date.parse(report.from) > LONG_MS;
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit' },
    ...(isLong && { day: 'numeric', month: 'short' }),
  });
  const when = (time: string): string => format.format(new Date(time));
  return html`${CHARTS.map(({ id, title, of }, index) => {
      const most = Math.max(0, ...series.map(of));
      const at = series.find((point) => of(point) === most);
      const words = most === 0 || at === undefined ? 'none' : `at most ${count(most)}, at ${when(at.time)}`;
      return html`<div style="padding:${index === 0 ? 0 : 12}px 0 0">${heading(title)}</div>
        <div style="${MUTED};padding:0 0 4px">${words}</div>
        <img
          src="cid:${id}"
          width="568"
          height="${SHOWN_HEIGHT}"
          alt="${title} by time: ${words}"
          style="display:block;width:100%;height:${SHOWN_HEIGHT}px;border:0"
        />`;
    })}
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
      <tr>
        <td style="${MUTED};padding:4px 0 0">${when(report.from)}</td>
        <td align="right" style="${MUTED};padding:4px 0 0">${when(report.to)}</td>
      </tr>
    </table>`;
}

/** A page that needs no mail around it. */
export function withPictures(page: string, pictures: readonly Picture[]): string {
  return pictures.reduce(
    (text, picture) =>
      text.replace(`src="cid:${picture.id}"`, `src="data:image/png;base64,${picture.png.toString('base64')}"`),
    page,
  );
}
