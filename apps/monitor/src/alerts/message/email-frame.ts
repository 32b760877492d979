import type { Mood } from './headline.js';
import { Html, html } from './inert.js';

/**
 * What every mail stands in. Mail programs know tables and inline styles; Outlook draws no other layout. One column that is never wider than the screen
 * needs no media query. Nothing is loaded from elsewhere: a picture would tell a stranger that the mail was read.
 */

const COLOUR: Readonly<Record<Mood, string>> = {
  critical: '#b42318',
  warning: '#b54708',
  info: '#175cd3',
  resolved: '#067647',
};

const FONT = 'font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif';

export const MUTED = 'color:#5d6673;font-size:13px;line-height:18px';
export const MONO =
  'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px;line-height:18px;white-space:pre-wrap;word-break:break-word;overflow-wrap:anywhere';

export const PLAIN = 'font-size:14px;line-height:20px;word-break:break-word';
export const BAD = 'font-size:14px;line-height:20px;color:#b42318';

/** What stands for a light colour in the dark: programs that know the question look for the inline styles, which others show as they are. */
const DARK = [
  ['background:#f2f4f7', 'background:#0c111d'],
  ['background:#ffffff', 'background:#182230'],
  ['background:#f9fafb', 'background:#0c111d'],
  ['solid #d0d5dd', 'border-color:#344054'],
  ['solid #eaecf0', 'border-color:#344054'],
  ['color:#1d2939', 'color:#e4e7ec'],
  ['color:#5d6673', 'color:#a4adba'],
  ['color:#175cd3', 'color:#84adff'],
  ['color:#b42318', 'color:#fda29b'],
  ['color:#b54708', 'color:#fdb022'],
  ['color:#067647', 'color:#75e0a7'],
] as const;

export interface Frame {
  readonly title: string;
  readonly mood: Mood;
  readonly body: readonly Html[];
  readonly foot: Html;
}

const DARK_RULES = new Html(
  `@media (prefers-color-scheme:dark){${DARK.map(([light, dark]) => `[style*="${light}"]{${dark}!important}`).join('')}}`,
);

export function emailPage({ title, mood, body, foot }: Frame): string {
  return `<!doctype html>\n${html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
      <title>${title}</title>
      <style>
        ${DARK_RULES}
      </style>
    </head>
    <body style="margin:0;padding:0;background:#f2f4f7;${FONT};color:#1d2939">
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f4f7">
        <tr>
          <td align="center" style="padding:12px 8px">
            <table
              role="presentation"
              width="100%"
              cellpadding="0"
              cellspacing="0"
              border="0"
              style="max-width:600px;background:#ffffff;border:1px solid #d0d5dd;border-radius:8px;table-layout:fixed"
            >
              <tr>
                <td
                  bgcolor="${COLOUR[mood]}"
                  style="padding:14px 16px;background:${COLOUR[mood]};color:#ffffff;font-size:18px;line-height:24px;font-weight:600;border-radius:7px 7px 0 0;word-break:break-word"
                >
                  ${title}
                </td>
              </tr>
              ${body.map(
                (row) =>
                  html`<tr>
                    <td
                      style="padding:14px 16px;border-bottom:1px solid #eaecf0;word-break:break-word;overflow-wrap:anywhere"
                    >
                      ${row}
                    </td>
                  </tr>`,
              )}
              <tr>
                <td style="padding:12px 16px;${MUTED}">${foot}</td>
              </tr>
            </table>
          </td>
        </tr>
      </table>
    </body>
  </html>`.text.replace(/>\s*\n\s*</g, '>\n<')}\n`;
}

export function heading(text: string): Html {
  return html`<div style="font-weight:600;font-size:15px;line-height:22px;padding:0 0 4px">${text}</div>`;
}

/** Rows of a table that is as wide as the mail. */
export function table(rows: readonly Html[]): Html {
  return html`<table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="table-layout:fixed"
  >
    ${rows}
  </table>`;
}

export function colourOf(mood: Mood): string {
  return COLOUR[mood];
}

/** A bar of a chart: cells of a table with a colour, which every mail program shows. */
export function bar(share: number, colour: string): Html {
  const percent = Math.min(100, Math.max(0, Math.ceil(share * 100)));
  if (percent === 0) return html`<div style="height:10px;line-height:10px;font-size:0">&nbsp;</div>`;
  return html`<table role="presentation" width="${percent}%" cellpadding="0" cellspacing="0" border="0">
    <tr>
      <td
        bgcolor="${colour}"
        height="10"
        style="height:10px;line-height:10px;font-size:0;background:${colour};border-radius:2px"
      >
        &nbsp;
      </td>
    </tr>
  </table>`;
}

/** @param path of the dashboard, from our own code */
export function link(name: string, publicUrl: string, path: string): Html {
  return html`<a href="${absolute(publicUrl, path)}" style="color:#175cd3;text-decoration:underline">${name}</a>`;
}

/** An address under the dashboard's own, whatever the path says. */
export function absolute(publicUrl: string, path: string): string {
  return `${publicUrl}/${path.replace(/^[/\\]+/, '')}`;
}
