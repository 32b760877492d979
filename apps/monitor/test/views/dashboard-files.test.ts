import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dashboardFiles } from '../../src/views/dashboard/dashboard-files.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'log-monitor-dashboard-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>dashboard</title>');
  await writeFile(path.join(folder, 'theme.js'), '1');
  await writeFile(path.join(folder, 'assets', 'index-DzQ3x_1a.js'), '2');
  await writeFile(path.join(folder, '.inputs'), 'secret');
});
afterAll(() => rm(folder, { recursive: true }));

const app = (from: string) => express().use(dashboardFiles(from));

describe('dashboardFiles', () => {
  it('serves the page, to be asked for again each time', async () => {
    const { headers, text } = await request(app(folder)).get('/').expect(200).expect('content-type', /html/);
    expect(text).toContain('dashboard');
    expect(headers['cache-control']).toBe('no-cache');
    await request(app(folder)).get('/').set('if-none-match', String(headers['etag'])).expect(304);
    await request(app(folder)).get('/theme.js').expect(200).expect('cache-control', 'no-cache');
  });

  it('lets what has a hash in its name be kept for ever', async () => {
    await request(app(folder))
      .get('/assets/index-DzQ3x_1a.js')
      .expect(200)
      .expect('cache-control', 'public, max-age=31536000, immutable');
  });

  it.each(['/.inputs', '/../package.json', '/%2e%2e/package.json', '/assets', '/nothing.js'])(
    'has no %s',
    async (file) => {
      await request(app(folder)).get(file).expect(404);
    },
  );

  it('says so where it is not built', async () => {
    const { text } = await request(app(path.join(folder, 'nowhere')))
      .get('/')
      .expect(503);
    expect(text).toContain('npm run build');
  });
});
