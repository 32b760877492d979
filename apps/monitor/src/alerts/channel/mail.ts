import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { MessageContext } from '../message/message-content.js';
import { emailOf } from '../message/message-format.js';
import type { Outgoing } from './channel.js';

/**
 * A message as a mail. Its identifier is made of the key, so that a server or a reader that gets it twice can tell; mails on one alert refer to the same
 * identifier, so that programs show them as one conversation.
 */
export function mailOf(
  message: Outgoing,
  from: string,
  to: readonly string[],
  context: MessageContext,
): SendMailOptions {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const thread = threadOf(message, domain);
  const { pictures, ...email } = emailOf(message.content, context);
  return {
    ...email,
    attachments: pictures.map(({ id, png }) => ({
      ...{
        cid: id,
        filename: `${id}.png`,
        content: png,
        contentType: 'image/png',
        contentDisposition: 'inline' as const,
      },
    })),
    from: { name: 'log-monitor', address: from },
    to: to.map((address) => ({ name: '', address })),
    date: new Date(message.at),
    messageId: `<${message.key}@${domain}>`,
    ...(thread !== undefined && { references: thread, inReplyTo: thread }),
    headers: {
      // RFC 3834: no out-of-office reply comes back.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Idempotency-Key': message.key,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function threadOf({ content }: Outgoing, domain: string): string | undefined {
  const [first] = content.kind === 'alert' ? content.events : [];
  if (first === undefined) return undefined;
  const hash = createHash('sha256').update(`${first.ruleId}\0${first.key}`).digest('hex').slice(0, 32);
  return `<alert-${hash}@${domain}>`;
}
