import { Controller, Get, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_PATHS } from '../../src/views/auth/authenticate.js';
import { PermissionGuard } from '../../src/views/auth/permission-guard.js';
import { type Caller, Permission } from '../../src/views/auth/permission.js';
import { ProblemFilter } from '../../src/views/problem/problem-filter.js';
import { HttpFixture } from './fixture/http-fixture.js';

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** Every route that the server has: those of the controllers, and those of pages and files. */
function routesOf(layers: readonly Layer[]): [method: string, path: string][] {
  return layers.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods).map((method): [string, string] => [method, route.path])
      : routesOf(handle.stack ?? []),
  );
}

async function refusals(app: NestExpressApplication): Promise<[route: string, status: number][]> {
  const { router } = app.getHttpAdapter().getInstance() as unknown as { router: { stack: Layer[] } };
  const server = app.getHttpServer();
  const answers = routesOf(router.stack).map(async ([method, path]): Promise<[string, number]> => {
    const { status } = await request(server)[method as 'get'](path.replace(/:\w+/g, '1'));
    return [`${method} ${path}`, status];
  });
  return Promise.all(answers);
}

describe('a caller who may do nothing', () => {
  const nobody: Caller = { name: 'nobody', permissions: new Set() };
  let http: HttpFixture;
  beforeAll(async () => {
    http = await HttpFixture.create({
      identify: (asked, _response, next) => {
        asked.caller = nobody;
        next();
      },
    });
  });
  afterAll(() => http.close());

  it('is refused by every route of the server but those that are open', async () => {
    const answers = await refusals(http.app);
    expect(answers.length).toBeGreaterThan(30);
    const passed = answers.filter(([, status]) => status !== 403);
    expect(passed).toEqual(OPEN_PATHS.map((path) => [`get ${path}`, 200]));
  });

  it('finds no file of the dashboard', async () => {
    for (const path of ['/', '/index.html']) await http.get(path).expect(404);
  });
});

function controllerAt(path: string, permission?: Permission): Type {
  class Plain {
    answer() {
      return {};
    }
  }
  Get()(Plain.prototype, 'answer', Object.getOwnPropertyDescriptor(Plain.prototype, 'answer') as PropertyDescriptor);
  if (permission) Permission(permission)(Plain);
  Controller(path)(Plain);
  return Plain;
}

it('a route that states no permission answers nobody', async () => {
  const module = await Test.createTestingModule({
    controllers: [controllerAt('with', 'open'), controllerAt('without')],
    providers: [
      { provide: APP_GUARD, useClass: PermissionGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  }).compile();
  const app = module.createNestApplication<NestExpressApplication>({ logger: false });
  await app.listen(0, '127.0.0.1');
  expect(await refusals(app)).toEqual([
    ['get /with', 200],
    ['get /without', 500],
  ]);
  await app.close();
});
