import type { AlertEvent, AlertSample } from '../event/alert-event.js';
import { absolute, colourOf, emailPage, link, MONO, MUTED } from './email-frame.js';
import { headlineOf, measuredOf, moodOf, moreText, timeText, titleOf } from './headline.js';
import { Html, html, line, parted, readable } from './inert.js';
import { EMAIL_HTML_BYTES, type Extent, fit, SUBJECT_CHARACTERS } from './limits.js';
import type { AlertContent, MessageContext } from './message-content.js';
import type { Picture } from './report-chart.js';
import { renderTemplate } from './template.js';

/** What a mail says; addresses and identifiers come from who sends it. */
export interface EmailText {
  readonly subject: string;
  /** Names its pictures as `cid:ID`. */
  readonly html: string;
  readonly text: string;
  readonly pictures: readonly Picture[];
}

const SENTENCE_CHARACTERS = 1000;

export function alertEmail(content: AlertContent, context: MessageContext): EmailText {
  const subject = line(`[${moodOf(content.events)}] ${headlineOf(content)}`, SUBJECT_CHARACTERS);
  return fit(
    (extent) => ({
      subject,
      html: page(content, context, extent),
      text: plain(content, context, extent),
      pictures: [],
    }),
    (made) => Buffer.byteLength(made.html) <= EMAIL_HTML_BYTES,
  );
}

function page(content: AlertContent, context: MessageContext, extent: Extent): string {
  const { events, suppressed } = content;
  const listed = events.slice(0, extent.events);
  const more = moreText(events.length - listed.length, suppressed);
  return emailPage({
    title: parted(headlineOf(content)),
    mood: moodOf(events),
    body: [
      ...listed.map((event) => section(event, context, extent, listed.length > 1)),
      ...(more === undefined ? [] : [html`<strong>${more}</strong>`]),
    ],
    foot: html`Sent by log-monitor. ${link('Alerts', context.publicUrl, '/#/alerts')} says why, and lets you
    acknowledge, snooze or mute.`,
  });
}

function section(event: AlertEvent, context: MessageContext, extent: Extent, titled: boolean): Html {
  const { sentence, message, samples, links, owner, labels, at } = event;
  const named = Object.entries(labels).slice(0, 20);
  const facts = [
    ['measured', measuredOf(event)],
    ['decided', timeText(at, context.timeZone)],
    ['owner', owner],
    ['labels', named.length > 0 ? named.map(([name, value]) => `${name}=${value}`).join(', ') : undefined],
  ].flatMap(([name, value]) => (value === undefined || name === undefined ? [] : [[name, value] as const]));
  return html`${titled ? html`<div style="font-weight:600;font-size:16px;line-height:22px;color:${colourOf(moodOf([event]))}">${inline(titleOf(event), 200)}</div>` : html``}
    <div style="font-size:16px;line-height:22px;padding:2px 0 6px">${inline(sentence, SENTENCE_CHARACTERS)}</div>
    ${message === undefined ? html`` : html`<div style="font-size:15px;line-height:21px;padding:0 0 6px;white-space:pre-wrap">${block(renderTemplate(message, event), 2000)}</div>`}
    ${facts.map(([name, value]) => html`<div style="${MUTED}">${name}: ${inline(value, 300)}</div>`)}
    ${samples.slice(0, extent.samples).map((sample) => sampleBox(sample, context, extent.text))}
    <div style="padding:8px 0 0;font-size:14px;line-height:20px">
      ${links.map(({ name, path }) => html`${link(name, context.publicUrl, path)} &nbsp; `)}
    </div>`;
}

function sampleBox({ time, level, service, message }: AlertSample, { timeZone }: MessageContext, limit: number): Html {
  return html`<div style="margin:8px 0 0;padding:8px 10px;background:#f9fafb;border-left:3px solid #98a2b3">
    <div style="${MUTED}">${inline(level, 20)} · ${inline(service, 100)} · ${timeText(time, timeZone)}</div>
    <div style="${MONO}">${block(message, limit)}</div>
  </div>`;
}

const inline = (text: string, limit: number): string => parted(line(text, limit));
const block = (text: string, limit: number): string => parted(readable(text, limit));

function plain(content: AlertContent, context: MessageContext, extent: Extent): string {
  const listed = content.events.slice(0, extent.events);
  const more = moreText(content.events.length - listed.length, content.suppressed);
  const parts = listed.map((event) => plainSection(event, context, extent));
  return [...parts, ...(more === undefined ? [] : [more]), `Alerts: ${absolute(context.publicUrl, '/#/alerts')}`].join(
    '\n\n',
  );
}

function plainSection(event: AlertEvent, { publicUrl, timeZone }: MessageContext, extent: Extent): string {
  const { sentence, message, samples, links, owner, at } = event;
  const measured = measuredOf(event);
  return [
    inline(titleOf(event), 200),
    inline(sentence, SENTENCE_CHARACTERS),
    ...(message === undefined ? [] : [block(renderTemplate(message, event), 2000)]),
    ...(measured === undefined ? [] : [`measured: ${measured}`]),
    `decided: ${timeText(at, timeZone)}`,
    ...(owner === undefined ? [] : [`owner: ${inline(owner, 300)}`]),
    ...samples
      .slice(0, extent.samples)
      .map(
        (sample) =>
          `  ${inline(sample.level, 20)} ${inline(sample.service, 100)} ${timeText(sample.time, timeZone)}\n${indented(block(sample.message, extent.text))}`,
      ),
    ...links.map(({ name, path }) => `${inline(name, 60)}: ${absolute(publicUrl, path)}`),
  ].join('\n');
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}
