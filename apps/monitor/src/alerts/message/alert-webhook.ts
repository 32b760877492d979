import type { AlertEvent } from '../event/alert-event.js';
import { absolute } from './email-frame.js';
import { headlineOf, moodOf } from './headline.js';
import { readable } from './inert.js';
import { type Extent, fit, WEBHOOK_BYTES } from './limits.js';
import type { AlertContent, MessageContext } from './message-content.js';
import { renderTemplate } from './template.js';

/**
 * The body of an alert for a webhook. Texts are as they were logged, but for what no reader can show: what the receiver makes of them is his to escape.
 *
 * @param key the same at every attempt
 */
export function alertWebhook(content: AlertContent, context: MessageContext, key: string): string {
  return fit(
    (extent) => JSON.stringify(bodyOf(content, context, key, extent)),
    (body) => Buffer.byteLength(body) <= WEBHOOK_BYTES,
  );
}

function bodyOf(content: AlertContent, context: MessageContext, key: string, extent: Extent): object {
  const { events, suppressed } = content;
  const listed = events.slice(0, extent.events);
  return {
    version: 1,
    kind: 'alert',
    key,
    title: readable(headlineOf(content), 400),
    state: moodOf(events),
    events: listed.map((event) => eventOf(event, context, extent)),
    unlisted: events.length - listed.length,
    suppressed,
  };
}

function eventOf(event: AlertEvent, { publicUrl }: MessageContext, extent: Extent): object {
  const { message, samples, links, sentence, owner } = event;
  return {
    ...event,
    ruleName: readable(event.ruleName, 200),
    key: readable(event.key, 500),
    ...(owner !== undefined && { owner: readable(owner, 200) }),
    sentence: readable(sentence, 1000),
    ...(message !== undefined && { message: readable(renderTemplate(message, event), 2000) }),
    samples: samples.slice(0, extent.samples).map((sample) => ({
      ...sample,
      ...{ level: readable(sample.level, 50), service: readable(sample.service, 200) },
      message: readable(sample.message, extent.text),
    })),
    links: links.map(({ name, path }) => ({ name, url: absolute(publicUrl, path) })),
  };
}
