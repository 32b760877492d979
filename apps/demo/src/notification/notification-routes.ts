import type { Router } from 'express';
import { z } from 'zod';
import type { OutsideWorld } from '../outside/outside-world.js';
import type { ServiceUrls } from '../service/service-name.js';
import { addJobs } from '../service/jobs.js';
import { Routes } from '../service/step.js';
import { buildDigest } from './digests.js';
import { mails } from './mails.js';
import { callWebhook, recordOpen, unsubscribe } from './messages.js';
import { pushes } from './pushes.js';
import { NOTIFICATION_JOBS } from './notification-jobs.js';

const pushForm = z
  .object({ topic: z.string(), recipients: z.int().positive() })
  .transform(({ topic, recipients }) => [topic, recipients] as const);
const webhookForm = z.object({ event: z.string() });
const unsubscribeQuery = z.object({ address: z.string() });
const openForm = z.object({ userId: z.string() });
const digestForm = z.object({ threads: z.array(z.object({ id: z.string(), replyTo: z.string().exactOptional() })) });

/** Mails, pushes, texts and webhooks. */
export function notificationRoutes(world: OutsideWorld, urls: ServiceUrls): Router {
  const { send } = mails(world.closedPort, urls);
  const { push } = pushes();
  const routes = new Routes();
  routes.post('/mails', ({ body }) => send(body), 202);
  routes.post('/pushes', async ({ body }) => push(...pushForm.parse(body)), 202);
  routes.post('/webhooks', async ({ body }) => callWebhook(world.partnerUrl, webhookForm.parse(body).event), 202);
  routes.post('/opens', async ({ body }) => recordOpen(openForm.parse(body).userId), 202);
  routes.post('/digests', async ({ body }) => buildDigest(digestForm.parse(body).threads));
  routes.get('/unsubscribe', async ({ query }) => unsubscribe(unsubscribeQuery.parse(query).address), 204);
  addJobs(routes, NOTIFICATION_JOBS);
  return routes.router;
}
