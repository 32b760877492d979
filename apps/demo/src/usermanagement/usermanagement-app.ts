import { Router } from 'express';
import { type DemoLogger } from '../service/demo-logger.js';
import { endpoint } from '../service/endpoint.js';
import { type ServiceParts } from '../service/service-parts.js';
import { findClosedPort } from '../outside/closed-port.js';
import { PartnerServer } from '../outside/partner-server.js';
import { type ServiceUrls } from '../service-name.js';
import { DirectoryService } from './directory-service.js';
import { ExportService } from './export-service.js';
import { ProfileService } from './profile-service.js';
import { ReportService } from './report-service.js';
import { SessionService } from './session-service.js';
import { UserService } from './user-service.js';
import { UserTable } from './user-table.js';

/** Accounts, sessions and profiles. */
export async function createUsermanagement(root: DemoLogger, urls: ServiceUrls): Promise<ServiceParts> {
  const partners = new PartnerServer();
  const partnerUrl = await partners.start();
  const log = (name: string) => root.child({ logger: name });

  const users = new UserService(new UserTable(await findClosedPort()), urls.notification, log('UserService'));
  const sessions = new SessionService(log('SessionService'));
  const profiles = new ProfileService(users, log('ProfileService'));
  const exports = new ExportService(users, log('ExportService'));
  const directory = new DirectoryService(users, partnerUrl, log('DirectoryService'));
  const reports = new ReportService(log('ReportService'));

  const router = Router();
  router.post(
    '/users',
    endpoint(users.logger, 'Registration failed', async ({ body }) => ({
      status: 201,
      body: await users.register(body),
    })),
  );
  router.get(
    '/users/:id',
    endpoint(users.logger, 'User could not be read', async ({ params }) => ({
      status: 200,
      body: await users.find(String(params.id)),
    })),
  );
  router.get(
    '/users/:id/profile',
    endpoint(
      profiles.logger,
      ({ params }) => `Profile of ${String(params.id)} could not be shown`,
      async ({ params }) => ({ status: 200, body: await profiles.profile(String(params.id)) }),
    ),
  );
  router.post(
    '/users/:id/avatar',
    endpoint(profiles.logger, 'Avatar could not be changed', async ({ params, body }) => {
      await profiles.setAvatar(String(params.id), String((body as { format?: unknown }).format));
      return { status: 204 };
    }),
  );
  router.post(
    '/users/:id/export',
    endpoint(exports.logger, 'Export failed', async ({ params }) => ({
      status: 200,
      body: await exports.exportUser(String(params.id)),
    })),
  );
  router.get(
    '/users/:id/managers',
    endpoint(directory.logger, 'Managers could not be listed', async ({ params }) => ({
      status: 200,
      body: await directory.managers(String(params.id)),
    })),
  );
  router.get(
    '/users/:id/directory-entry',
    endpoint(directory.logger, 'Directory entry could not be read', async ({ params }) => ({
      status: 200,
      body: await directory.entry(String(params.id)),
    })),
  );
  router.get(
    '/sessions/current',
    endpoint(sessions.logger, 'Session refused', async (request) => ({
      status: 200,
      body: await sessions.current(request.get('authorization')),
    })),
  );
  router.get(
    '/reports/sign-ins',
    endpoint(reports.logger, 'Report of sign-ins failed', async () => ({
      status: 200,
      body: await reports.signIns(),
    })),
  );
  return { router, stop: () => partners.stop() };
}
