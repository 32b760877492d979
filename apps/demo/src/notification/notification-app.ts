import { Router } from 'express';
import { z } from 'zod';
import { findClosedPort } from '../outside/closed-port.js';
import { PartnerServer } from '../outside/partner-server.js';
import { type DemoLogger } from '../service/demo-logger.js';
import { endpoint } from '../service/endpoint.js';
import { callForJson } from '../service/service-client.js';
import { ValidationError } from '../service/service-errors.js';
import { type ServiceParts } from '../service/service-parts.js';
import { step } from '../service/step.js';
import { type ServiceUrls } from '../service-name.js';
import { DigestService } from './digest-service.js';
import { MailService } from './mail-service.js';
import { OpenTracking, SmsService, WebhookService } from './message-services.js';
import { PushService } from './push-service.js';
import { SubscriptionService } from './subscription-service.js';
import { TemplateService } from './template-service.js';

const mailForm = z.object({
  userId: z.string(),
  /** The caller's knowledge; without it usermanagement is asked. */
  email: z.email().optional(),
  template: z.string(),
  locale: z.string(),
  values: z.record(z.string(), z.string()),
  urgent: z.boolean().default(false),
});

type MailForm = z.infer<typeof mailForm>;

const pushForm = z.object({ topic: z.string(), recipients: z.int().positive() });
const textForm = z.object({ text: z.string() });
const webhookForm = z.object({ event: z.string() });
const unsubscribeQuery = z.object({ address: z.string() });
const openForm = z.object({ userId: z.string() });
const digestForm = z.object({
  threads: z.array(z.object({ id: z.string(), replyTo: z.string().exactOptional() })),
});

const TIMEOUT_MS = 2_000;

/** Mails, pushes, texts and webhooks. */
export async function createNotification(root: DemoLogger, urls: ServiceUrls): Promise<ServiceParts> {
  const partners = new PartnerServer();
  const partnerUrl = await partners.start();
  const log = (name: string) => root.child({ logger: name });

  const templates = new TemplateService(log('TemplateService'));
  const mails = new MailService(await findClosedPort(), log('MailService'));
  const pushes = new PushService(log('PushService'));
  const texts = new SmsService(partnerUrl, log('SmsService'));
  const webhooks = new WebhookService(partnerUrl, log('WebhookService'));
  const opens = new OpenTracking(log('OpenTracking'));
  const digests = new DigestService(log('DigestService'));
  const subscriptions = new SubscriptionService(log('SubscriptionService'));

  const addressOf = async (form: MailForm): Promise<string> => {
    if (form.email !== undefined) return form.email;
    const url = `${urls.usermanagement}/users/${encodeURIComponent(form.userId)}`;
    return (await callForJson<{ email: string }>('usermanagement', url, { timeoutMs: TIMEOUT_MS })).email;
  };

  const router = Router();
  router.post(
    '/mails',
    endpoint(mails.logger, 'Mail could not be sent', async ({ body }) => {
      const parsed = mailForm.safeParse(body);
      if (!parsed.success) throw new ValidationError('The mail form is not valid', { cause: parsed.error });
      const { template, locale, values, urgent } = parsed.data;
      const text = await step(templates.logger, 'Template could not be filled in', () =>
        templates.render(template, locale, values),
      );
      const mail = { to: await addressOf(parsed.data), subject: template, text };
      await (urgent ? mails.sendUrgently(mail) : mails.send(mail));
      return { status: 202 };
    }),
  );
  router.post(
    '/pushes',
    endpoint(pushes.logger, 'Pushes could not be queued', async ({ body }) => {
      const { topic, recipients } = pushForm.parse(body);
      return { status: 202, body: await pushes.push(topic, recipients) };
    }),
  );
  router.post(
    '/texts',
    endpoint(texts.logger, 'Text could not be sent', async ({ body }) => {
      await texts.send(textForm.parse(body).text);
      return { status: 202 };
    }),
  );
  router.post(
    '/webhooks',
    endpoint(webhooks.logger, 'Webhook could not be called', async ({ body }) => {
      await webhooks.notify(webhookForm.parse(body).event);
      return { status: 202 };
    }),
  );
  router.post(
    '/opens',
    endpoint(opens.logger, 'Opening could not be recorded', async ({ body }) => {
      await opens.record(openForm.parse(body).userId);
      return { status: 202 };
    }),
  );
  router.post(
    '/digests',
    endpoint(digests.logger, 'Digest could not be built', async ({ body }) => ({
      status: 200,
      body: await digests.build(digestForm.parse(body).threads),
    })),
  );
  router.get(
    '/unsubscribe',
    endpoint(subscriptions.logger, 'Address could not be unsubscribed', async ({ query }) => {
      await subscriptions.unsubscribe(unsubscribeQuery.parse(query).address);
      return { status: 204 };
    }),
  );
  return {
    router,
    stop: async () => {
      pushes.stop();
      await partners.stop();
    },
  };
}
