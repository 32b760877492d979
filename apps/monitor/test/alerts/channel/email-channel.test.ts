import { afterEach, describe, expect, it } from 'vitest';
import type { Outgoing } from '../../../src/alerts/channel/channel.js';
import { EmailChannel } from '../../../src/alerts/channel/email-channel.js';
import { readSmtpUrl } from '../../../src/configuration/alert-variables.js';
import { alertEvent, sample } from '../../parts/alert-events.js';
import { LOCALHOST_CERTIFICATE } from '../../parts/localhost-certificate.js';
import { type SmtpBehaviour, SmtpSink } from '../../parts/smtp-sink.js';

const CONTEXT = { publicUrl: 'https://logs.example.com', timeZone: 'UTC' };
const KEY = '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f';
const USER = { name: 'bob', password: 'secret' };
const sinks: SmtpSink[] = [];

afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close();
});

async function start(behaviour: SmtpBehaviour = {}): Promise<SmtpSink> {
  const sink = await new SmtpSink(behaviour).listen();
  sinks.push(sink);
  return sink;
}

interface Asked {
  sink: SmtpSink;
  login?: string;
  scheme?: string;
  trusted?: boolean;
  to?: string[];
  host?: string;
  demandTls?: boolean;
}

function channelTo({
  sink,
  login = '',
  scheme = 'smtp',
  trusted = true,
  to = ['ops@example.com'],
  host = 'localhost',
  demandTls,
}: Asked) {
  const smtp = readSmtpUrl(`${scheme}://${login}${host}:${sink.port}`);
  if (smtp === undefined) throw new Error('the address is wrong');
  if (demandTls !== undefined) smtp.requireTls = demandTls;
  return new EmailChannel(
    { smtp, from: 'alerts@example.com', to },
    CONTEXT,
    trusted ? { ca: LOCALHOST_CERTIFICATE.cert } : {},
  );
}

const outgoing = (over: Partial<Outgoing> = {}): Outgoing => ({
  key: KEY,
  at: '2026-11-28T03:12:08.000Z',
  content: { kind: 'alert', events: [alertEvent()], suppressed: 0 },
  earlier: [],
  ...over,
});

describe('a mail', () => {
  it('arrives with HTML and text, over STARTTLS, and says by its identifier which message it is', async () => {
    const sink = await start();
    expect(await channelTo({ sink }).send(outgoing())).toEqual({
      kind: 'delivered',
      detail: `accepted by localhost:${sink.port}`,
    });
    const [mail] = sink.mails;
    expect(mail?.subject).toBe('[critical] Firing: Any CRITICAL (booking)');
    expect(mail?.html).toContain('out of disk');
    expect(mail?.text).toContain('out of disk');
    expect(mail?.messageId).toBe(`<${KEY}@example.com>`);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.references).toBe(mail?.inReplyTo);
  });

  it('has no header and no receiver but its own, whatever names and texts say', async () => {
    const sink = await start();
    const attack = 'x\r\nBcc: victim@example.com\r\nSubject: owned\r\n\r\n<b>body</b>';
    const event = alertEvent({
      ruleName: attack,
      key: attack,
      sentence: attack,
      owner: attack,
      samples: [sample({ message: attack, service: attack })],
    });
    await channelTo({ sink }).send(outgoing({ content: { kind: 'alert', events: [event], suppressed: 0 } }));
    const [mail] = sink.mails;
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.to).toMatchObject({ value: [{ address: 'ops@example.com' }] });
    const head = sink.raw[0]?.split('\r\n\r\n')[0] ?? '';
    expect(head).not.toMatch(/^(Bcc|Subject: owned)/im);
    expect(head.match(/^Subject:/gim)).toHaveLength(1);
  });

  it('survives a text of 300 kB, dots at the beginnings of lines, and every script', async () => {
    const sink = await start();
    const message = `.\r\n..\r\nQUIT\r\n日本語 🙂 ${'x'.repeat(300_000)}`;
    const event = alertEvent({ samples: [sample({ message })] });
    expect(
      (await channelTo({ sink }).send(outgoing({ content: { kind: 'alert', events: [event], suppressed: 0 } }))).kind,
    ).toBe('delivered');
    expect(sink.mails[0]?.text).toContain('日本語 🙂');
    expect(sink.mails[0]?.text).toContain('(cut, ');
  });
});

describe('what goes wrong is said in a sentence', () => {
  it('a server that is not there', async () => {
    const sink = await start();
    const channel = channelTo({ sink });
    await sink.close();
    const sentence = `localhost:${sink.port}: nothing listens there`;
    expect(await channel.send(outgoing())).toEqual({ kind: 'retry', detail: sentence });
    expect(await channel.problem()).toBe(sentence);
  });

  it('a certificate that nobody has signed', async () => {
    const sink = await start({ tls: 'stranger' });
    const outcome = await channelTo({ sink }).send(outgoing());
    expect(outcome.kind).toBe('retry');
    expect(outcome.detail).toMatch(/certificate/);
    expect(sink.mails).toEqual([]);
  });

  it('a certificate for another name', async () => {
    const sink = await start();
    const outcome = await channelTo({ sink, host: '127.0.0.1' }).send(outgoing());
    expect(outcome).toMatchObject({
      kind: 'retry',
      detail: expect.stringMatching(/its certificate is for another name/) as string,
    });
    expect(sink.mails).toEqual([]);
  });

  it('a server without TLS, where a password would be said', async () => {
    const sink = await start({ tls: 'none', user: USER });
    const outcome = await channelTo({ sink, login: 'bob:secret@', demandTls: true }).send(outgoing());
    expect(outcome.kind).toBe('retry');
    expect(outcome.detail).toMatch(/offers no TLS, without which no password is sent/);
    expect(sink.mails).toEqual([]);
  });

  it('a wrong password, and the right one', async () => {
    const sink = await start({ user: USER });
    const wrong = await channelTo({ sink, login: 'bob:wrong@' }).send(outgoing());
    expect(wrong).toMatchObject({
      kind: 'retry',
      detail: expect.stringMatching(/refuses the user or the password of SMTP_URL \(535/) as string,
    });
    expect(wrong.detail).not.toContain('wrong@');
    expect((await channelTo({ sink, login: 'bob:secret@' }).send(outgoing())).kind).toBe('delivered');
  });

  it('a receiver that is refused for now, for good, or as one of several', async () => {
    const sink = await start();
    sink.behaviour.refuseReceiver = () => 451;
    expect(await channelTo({ sink }).send(outgoing())).toMatchObject({
      kind: 'retry',
      detail: expect.stringMatching(/receivers \(.*451/) as string,
    });
    sink.behaviour.refuseReceiver = () => 550;
    expect(await channelTo({ sink }).send(outgoing())).toMatchObject({
      kind: 'retry',
      detail: expect.stringMatching(/550/) as string,
    });
    sink.behaviour.refuseReceiver = (address) => (address === 'b@example.com' ? 550 : undefined);
    const partly = await channelTo({ sink, to: ['a@example.com', 'b@example.com'] }).send(outgoing());
    expect(partly).toMatchObject({
      kind: 'delivered',
      detail: expect.stringMatching(/accepted, but not for b@example.com/) as string,
    });
  });

  it('a mail that is refused for now is sent again, one that is refused for good is not', async () => {
    const sink = await start();
    sink.behaviour.refuseMail = () => 452;
    expect((await channelTo({ sink }).send(outgoing())).kind).toBe('retry');
    sink.behaviour.refuseMail = () => 554;
    expect((await channelTo({ sink }).send(outgoing())).kind).toBe('rejected');
  });
});

it('speaks TLS from the start where the address says smtps', async () => {
  const sink = await start({ secure: true });
  expect((await channelTo({ sink, scheme: 'smtps' }).send(outgoing())).kind).toBe('delivered');
  expect((await channelTo({ sink, scheme: 'smtps', trusted: false }).send(outgoing())).kind).toBe('retry');
});
