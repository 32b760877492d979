import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../../src/alerts/event/alert-event.js';
import {
  EMAIL_HTML_BYTES,
  SLACK_BLOCKS,
  SLACK_SECTION_CHARACTERS,
  SLACK_TEXT_CHARACTERS,
  SUBJECT_CHARACTERS,
  WEBHOOK_BYTES,
} from '../../../src/alerts/message/limits.js';
import type { AlertContent } from '../../../src/alerts/message/message-content.js';
import { emailOf, slackOf, webhookOf } from '../../../src/alerts/message/message-format.js';
import { alertEvent, sample } from '../../parts/alert-events.js';

const CONTEXT = { publicUrl: 'https://logs.example.com', timeZone: 'Europe/Berlin' };
const KEY = '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f';
const alertOf = (...events: AlertEvent[]): AlertContent => ({ kind: 'alert', events, suppressed: 0 });

/** What people write into logs to reach others, to break out of a page, or to end a header. */
const HOSTILE = [
  '<!channel> look', '<!here>', '<@U012AB3CD>', '<https://evil.example|your bank>', '@channel @everyone', 'https://evil.example/x', 'www.evil.example',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onload='x", '</td></tr></table>', '```\n<!channel>\n```', '*bold* ~gone~ `code`',
  'Subject: x\r\nBcc: everyone@example.com', 'line\u2028separator', '\u202egnp.exe', '\ud800', '\u0000', '&lt;!channel&gt;', '{{sentence}}', '{{constructor.constructor}}',
]; // prettier-ignore

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...HOSTILE), { maxLength: 5 }).map((parts) => parts.join(' ')),
  fc.constantFrom('&', '<', '\u0001', 'x', '🙂', '\n').map((character) => character.repeat(300_000 / character.length)),
);

const event = fc
  .record({ name: hostile, key: hostile, sentence: hostile, owner: hostile, message: hostile, label: hostile, texts: fc.array(hostile, { maxLength: 5 }) })
  .map(({ name, key, sentence, owner, message, label, texts }) =>
    alertEvent({
      ...{ ruleName: name.slice(0, 200), key, sentence, owner: owner.slice(0, 200), message: message.slice(0, 2000) },
      labels: { team: label.slice(0, 500) },
      samples: texts.map((text) => sample({ message: text, service: text.slice(0, 300), level: text.slice(0, 20) })),
    }),
  ); // prettier-ignore

const content = fc
  .tuple(fc.array(event, { minLength: 1, maxLength: 4 }), fc.nat({ max: 1000 }))
  .map(([events, suppressed]): AlertContent => ({ kind: 'alert', events, suppressed }));

const RUNS = { numRuns: 150 };
const OUR_TAGS = /<(\/?)(!doctype|html|head|meta|title|body|table|tr|td|div|a|strong|style)\b/gi;

describe('a mail', () => {
  it('holds no tag, no attribute and no header but its own, whatever was logged', () => {
    fc.assert(
      fc.property(content, (made) => {
        const { subject, html, text } = emailOf(made, CONTEXT);
        expect(subject).not.toMatch(/[\r\n\u2028\u2029\u0000-\u001f]/);
        expect(subject.length).toBeLessThanOrEqual(SUBJECT_CHARACTERS);
        expect(Buffer.byteLength(html)).toBeLessThanOrEqual(EMAIL_HTML_BYTES);
        // Every < begins a tag of ours, and no handler or script is among them.
        expect(html.replace(OUR_TAGS, '')).not.toContain('<');
        expect(html).not.toMatch(/<[^>]*\son\w+=/i);
        expect(html).not.toMatch(/<(script|img|iframe|link)/i);
        for (const [, address] of html.matchAll(/href="([^"]*)"/g))
          expect(address).toMatch(/^https:\/\/logs\.example\.com\//);
        expect(text).not.toMatch(/(?<!logs\.example\.com\S*)https:\/\/evil/);
      }),
      RUNS,
    );
  });

  it('is the same for the same events, and says what is the matter', () => {
    const made = emailOf(alertOf(alertEvent()), CONTEXT);
    expect(made).toEqual(emailOf(alertOf(alertEvent()), CONTEXT));
    expect(made.subject).toBe('[critical] Firing: Any CRITICAL (booking)');
    for (const body of [made.html, made.text]) {
      expect(body).toContain('3 CRITICAL records of booking.');
      expect(body).toContain('out of disk');
      expect(body).toContain('3 (threshold 1)');
      expect(body).toContain('2026-11-28 04:12:07 (Europe/Berlin)');
    }
    expect(made.html).toContain('href="https://logs.example.com/errors?service=booking&amp;level=CRITICAL"');
  });

  it('parts addresses in text of logs, so that no program makes a link of them', () => {
    const { html, text } = emailOf(
      alertOf(alertEvent({ samples: [sample({ message: 'see https://evil.example' })] })),
      CONTEXT,
    );
    for (const body of [html, text]) {
      expect(body).toContain('see https:\u200b//evil.example');
      expect(body).not.toContain('https://evil');
    }
  });
});

describe('a message to Slack', () => {
  it('mentions nobody and links to nothing but the dashboard, whatever was logged', () => {
    fc.assert(
      fc.property(content, (made) => {
        const { text, blocks } = slackOf(made, CONTEXT);
        const texts = [text, ...textsOf(blocks)];
        expect(blocks.length).toBeLessThanOrEqual(SLACK_BLOCKS);
        expect(text.length).toBeLessThanOrEqual(SLACK_TEXT_CHARACTERS);
        for (const each of texts) {
          expect(each.length).toBeLessThanOrEqual(SLACK_SECTION_CHARACTERS);
          expect(each.replace(/<https:\/\/logs\.example\.com\/[^<>|]*\|[^<>|]*>/g, '')).not.toMatch(/[<>]/);
          expect(each.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
          expect(each).not.toMatch(/@(channel|here|everyone)/);
          // A block of code ends where we end it.
          expect(each.split('```').length).toBeLessThanOrEqual(3);
        }
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_000);
      }),
      RUNS,
    );
  });

  it('escapes the three characters of Slack, and shows the text else as it was logged', () => {
    const { blocks } = slackOf(alertOf(alertEvent({ samples: [sample({ message: '<!channel> a & b' })] })), CONTEXT);
    expect(JSON.stringify(blocks)).toContain('```&lt;!channel&gt; a &amp; b```');
    expect(blocks.every((block) => JSON.stringify(block).includes('"verbatim":true'))).toBe(true);
  });
});

describe('the body of a webhook', () => {
  it('is JSON within its limit, and has the key and every event that it does not count', () => {
    fc.assert(
      fc.property(content, (made) => {
        const body = webhookOf(made, CONTEXT, KEY);
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(WEBHOOK_BYTES);
        const read = JSON.parse(body) as {
          key: string;
          events: { id: string }[];
          unlisted: number;
          suppressed: number;
        };
        expect(read.key).toBe(KEY);
        expect(read.suppressed).toBe(made.suppressed);
        expect(read.events.length + read.unlisted).toBe(made.events.length);
        expect(read.events.map(({ id }) => id)).toEqual(made.events.slice(0, read.events.length).map(({ id }) => id));
      }),
      RUNS,
    );
  });
});

it('cuts a message of 300 kB for each channel, and says so', () => {
  const made = alertOf(alertEvent({ samples: [sample({ message: 'x'.repeat(300_000) })] }));
  for (const text of [
    emailOf(made, CONTEXT).html,
    JSON.stringify(slackOf(made, CONTEXT)),
    webhookOf(made, CONTEXT, KEY),
  ])
    expect(text).toContain('(cut, 300000 characters)');
});

it('lists twenty of many and counts the rest', () => {
  const events = Array.from({ length: 500 }, (_, index) => alertEvent({ key: `service-${index}` }));
  const made = { kind: 'alert', events, suppressed: 7 } as const;
  expect(emailOf(made, CONTEXT).subject).toBe('[critical] Firing: Any CRITICAL (service-0), and 506 more');
  for (const text of [
    emailOf(made, CONTEXT).html,
    emailOf(made, CONTEXT).text,
    JSON.stringify(slackOf(made, CONTEXT)),
  ]) {
    expect(text).toMatch(/4\d\d more alerts are on the page Alerts\./);
    expect(text).toContain('7 more suppressed by the hourly cap of this channel.');
  }
});

function textsOf(blocks: readonly object[]): string[] {
  return [...JSON.stringify(blocks).matchAll(/"text":("(?:[^"\\]|\\.)*")/g)].map(
    ([, text]) => JSON.parse(text ?? '""') as string,
  );
}
