import type { Request, Router } from 'express';
import type { OutsideWorld } from '../outside/outside-world.js';
import type { ServiceUrls } from '../service/service-name.js';
import { addJobs } from '../service/jobs.js';
import { Routes } from '../service/step.js';
import { managers } from './directory.js';
import { exportUser } from './exports.js';
import { profiles } from './profiles.js';
import { reports } from './reports.js';
import { currentSession } from './sessions.js';
import { users } from './users.js';
import { USER_JOBS } from './user-jobs.js';

const id = ({ params }: Request): string => String(params.id);

/** Accounts, sessions and profiles. */
export function usermanagementRoutes(world: OutsideWorld, urls: ServiceUrls): Router {
  const accounts = users(world.closedPort, urls.notification);
  const { profile, setAvatar } = profiles(accounts);
  const { signIns } = reports();
  const routes = new Routes();
  routes.post('/users', ({ body }) => accounts.register(body), 201);
  routes.get('/users/:id', (request) => accounts.find(id(request)));
  routes.get('/users/:id/profile', (request) => profile(id(request)));
  const format = ({ body }: Request): string => String((body as { format?: unknown }).format);
  routes.post('/users/:id/avatar', (request) => setAvatar(id(request), format(request)), 204);
  routes.post('/users/:id/export', (request) => exportUser(accounts, id(request)));
  routes.get('/users/:id/managers', (request) => managers(accounts, id(request)));
  routes.get('/sessions/current', (request) => currentSession(request.get('authorization')));
  routes.get('/reports/sign-ins', signIns);
  addJobs(routes, USER_JOBS);
  return routes.router;
}
