import type { AlertEvent, AlertSample } from '../event/alert-event.js';
import { absolute } from './email-frame.js';
import { headlineOf, measuredOf, type Mood, moodOf, moreText, timeText, titleOf } from './headline.js';
import { line, readable, slackCode, slackText } from './inert.js';
import {
  type Extent,
  fit,
  SLACK_BLOCKS,
  SLACK_MESSAGE_CHARACTERS,
  SLACK_SECTION_CHARACTERS,
  SLACK_TEXT_CHARACTERS,
} from './limits.js';
import type { AlertContent, MessageContext } from './message-content.js';
import { renderTemplate } from './template.js';

export interface SlackBlock {
  readonly type: 'section' | 'context' | 'divider';
  readonly [member: string]: unknown;
}

/** A message as Slack takes it, by webhook and by a bot. */
export interface SlackMessage {
  /** What notifications show. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

const SIGN: Readonly<Record<Mood, string>> = { critical: '🔴', warning: '🟠', info: '🔵', resolved: '🟢' };

export function alertSlack(content: AlertContent, context: MessageContext): SlackMessage {
  const text = slackText(line(`${SIGN[moodOf(content.events)]} ${headlineOf(content)}`, SLACK_TEXT_CHARACTERS / 8));
  return fit(
    (extent) => ({ text, blocks: blocksOf(content, context, extent) }),
    ({ blocks }) => blocks.length <= SLACK_BLOCKS && JSON.stringify(blocks).length <= SLACK_MESSAGE_CHARACTERS,
  );
}

function blocksOf(content: AlertContent, context: MessageContext, extent: Extent): SlackBlock[] {
  const listed = content.events.slice(0, extent.events);
  const more = moreText(content.events.length - listed.length, content.suppressed);
  return [
    ...listed.flatMap((event) => eventBlocks(event, context, extent)),
    ...(more === undefined ? [] : [mrkdwn(`*${slackText(more)}*`)]),
  ];
}

function eventBlocks(event: AlertEvent, context: MessageContext, extent: Extent): SlackBlock[] {
  const { sentence, message, samples, links, owner, at } = event;
  const facts = [measuredOf(event), timeText(at, context.timeZone), owner].filter((fact) => fact !== undefined);
  const written = message === undefined ? '' : `\n${slackText(readable(renderTemplate(message, event), 800), 1000)}`;
  const pages = [...links, { name: 'Alerts', path: '/#/alerts' }].map(
    ({ name, path }) => `<${slackAddress(absolute(context.publicUrl, path))}|${slackText(line(name, 60))}>`,
  );
  return [
    mrkdwn(
      `${SIGN[moodOf([event])]} *${slackText(line(titleOf(event), 200), 600)}*\n${slackText(line(sentence, 800), 1200)}${written}`,
    ),
    ...samples.slice(0, extent.samples).map((sample) => sampleBlock(sample, context, extent.text)),
    {
      type: 'context',
      elements: [
        {
          type: 'mrkdwn',
          verbatim: true,
          text: `${slackText(line(facts.join(' · '), 400), 800)} · ${pages.join(' · ')}`,
        },
      ],
    },
  ];
}

function sampleBlock({ time, level, service, message }: AlertSample, { timeZone }: MessageContext, limit: number) {
  const head = slackText(line(`${level} · ${service} · ${timeText(time, timeZone)}`, 200), 600);
  const room = SLACK_SECTION_CHARACTERS - head.length - 10;
  return mrkdwn(`${head}\n\`\`\`${slackCode(readable(message, limit), room, message.length)}\`\`\``);
}

/** `verbatim`: Slack makes no links and no mentions out of plain words. */
function mrkdwn(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', verbatim: true, text } };
}

function slackAddress(address: string): string {
  return encodeURI(decodeSafely(address)).replace(/[<>|]/g, encodeURIComponent).replace(/&/g, '&amp;').slice(0, 1500);
}

/** A path that is encoded already is not encoded twice. */
function decodeSafely(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
