import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { isOut, log } from '../service/request-scope.js';
import { callForJson } from '../service/service-client.js';
import { MailDeliveryError, ValidationError } from '../service/service-errors.js';
import { step } from '../service/step.js';
import type { ServiceUrls } from '../service/service-name.js';
import { renderTemplate } from './templates.js';

const mailForm = z.object({
  userId: z.string(),
  /** The caller's knowledge; without it usermanagement is asked. */
  email: z.email().optional(),
  template: z.string(),
  locale: z.string(),
  values: z.record(z.string(), z.string()),
  urgent: z.boolean().default(false),
});

const MAIL_SERVERS = 3;
const TIMEOUT_MS = 2_000;

/** Sends mails. Healthy ones end in nodemailer's own transport to JSON: the demo writes to nobody. */
export function mails(closedPort: number, urls: ServiceUrls) {
  const healthy = createTransport({ jsonTransport: true });
  const broken = createTransport({ host: '127.0.0.1', port: closedPort, connectionTimeout: 1_000 });

  async function addressOf(userId: string): Promise<string> {
    const url = `${urls.usermanagement}/users/${encodeURIComponent(userId)}`;
    return (await callForJson<{ email: string }>('usermanagement', url, TIMEOUT_MS)).email;
  }

  return {
    send: step('MailService', 'Mail could not be sent', async (form: unknown) => {
      const parsed = mailForm.safeParse(form);
      if (!parsed.success) throw new ValidationError('The mail form is not valid', { cause: parsed.error });
      const { template, locale, values, urgent, userId, email } = parsed.data;
      const text = await renderTemplate(template, locale, values);
      const mail = { from: 'demo@example.com', to: email ?? (await addressOf(userId)), subject: template, text };
      if (urgent) {
        // By all mail servers at once, the first one to take it is enough.
        const server = isOut('all-mail-servers-down') ? broken : healthy;
        await Promise.any(Array.from({ length: MAIL_SERVERS }, () => server.sendMail(mail))).catch((error: unknown) => {
          const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
          throw new AggregateError(errors, `None of ${MAIL_SERVERS} mail servers took an urgent mail`);
        });
      } else {
        await (isOut('mail-server-down') ? broken : healthy).sendMail(mail).catch((cause: unknown) => {
          throw new MailDeliveryError('The mail server did not take the mail', { cause });
        });
      }
      log('MailService').info(urgent ? 'Urgent mail sent' : 'Mail sent', { subject: template });
    }),
  };
}
