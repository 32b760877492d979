import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE_ARGUMENTS } from '@log-monitor/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { contextFiles, readCommand, readCopy, readStages, type Stage } from './dockerfile-run.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let stages: Stage[];
let files: string[];

beforeAll(async () => {
  stages = await readStages(`${ROOT}deploy/Dockerfile`);
  files = await contextFiles(ROOT);
});

const instructionsOf = (stage: Stage, keyword: string) =>
  stage.instructions.filter((instruction) => instruction.getKeyword() === keyword);

describe('the Dockerfile', () => {
  it('builds the monitor if nothing else is asked for, and the demo', () => {
    expect(stages.at(-1)?.name).toBe('monitor');
    expect(stages.map(({ name }) => name)).toContain('demo');
  });

  it('stands on one pinned image', () => {
    expect(new Set(stages.map(({ image }) => image)).size).toBe(1);
    expect(stages[0]?.image).toMatch(/^node:\d+\.\d+\.\d+-bookworm-slim$/);
  });

  it.each(['monitor', 'demo'] as const)('runs %s without root, as a program that gets signals itself', (name) => {
    const stage = stages.find((each) => each.name === name);
    if (stage === undefined) throw new Error(`There is no stage ${name}`);
    expect(instructionsOf(stage, 'USER').map((user) => user.getArgumentsContent())).toEqual(['node']);
    expect(readCommand(stage)).toEqual(['node', ...(NODE_ARGUMENTS[name] ?? []), `apps/${name}/dist/main.js`]);
    expect(instructionsOf(stage, 'RUN')).toEqual([]);
  });

  it('copies only what the context has', () => {
    for (const stage of stages) {
      for (const { sources, from } of instructionsOf(stage, 'COPY').map(readCopy)) {
        if (from !== undefined) {
          expect(stages.map(({ name }) => name)).toContain(from);
          continue;
        }
        for (const source of sources.filter((each) => each !== '.')) {
          expect(
            files.some((file) => file === source || file.startsWith(`${source}/`)),
            source,
          ).toBe(true);
        }
      }
    }
  });

  it('gives npm the manifest of every workspace before it installs', async () => {
    const { workspaces } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as { workspaces: string[] };
    const copied = instructionsOf(stages[0] as Stage, 'COPY').flatMap((copy) => readCopy(copy).sources);
    for (const workspace of workspaces) expect(copied).toContain(`${workspace}/package.json`);
  });

  it.each(['monitor', 'demo'])(
    'gives %s every workspace that it needs at run time, installed and built',
    async (name) => {
      const runtime = await workspacesBelow(`apps/${name}`);
      const manifests = stages.find((each) => each.name === `${name}-packages`);
      const image = stages.find((each) => each.name === name);
      const sources = (stage: Stage | undefined) =>
        stage === undefined ? [] : instructionsOf(stage, 'COPY').flatMap((copy) => readCopy(copy).sources);
      expect(sources(manifests)).toEqual(expect.arrayContaining(runtime.map((folder) => `${folder}/package.json`)));
      expect(sources(image)).toEqual(expect.arrayContaining(runtime.map((folder) => `/app/${folder}/dist`)));
    },
  );
});

/** The folder, and those of the workspaces that its package.json and theirs name as dependencies. */
async function workspacesBelow(folder: string): Promise<string[]> {
  const manifest = async (of: string) =>
    JSON.parse(await readFile(`${ROOT}${of}/package.json`, 'utf8')) as {
      name: string;
      workspaces: string[];
      dependencies?: Record<string, string>;
    };
  const { workspaces } = await manifest('.');
  const folderOf = new Map(
    await Promise.all(workspaces.map(async (each) => [(await manifest(each)).name, each] as const)),
  );
  const found = new Set<string>();
  const visit = async (of: string): Promise<void> => {
    if (found.has(of)) return;
    found.add(of);
    const { dependencies = {} } = await manifest(of);
    for (const name of Object.keys(dependencies)) {
      const below = folderOf.get(name);
      if (below !== undefined) await visit(below);
    }
  };
  await visit(folder);
  return [...found];
}

describe('.dockerignore', () => {
  it('lets in sources and manifests, and keeps out secrets, data and what was built or installed here', async () => {
    expect(files).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'apps/demo/src/main.ts']));
    const unwanted = files.filter((file) =>
      /(^|\/)(node_modules|dist|\.git|\.data)\/|^(apps|libs)\/[^/]+\/test\/|\.env|\.tsbuildinfo$/.test(file),
    );
    expect(unwanted).toEqual([]);
    // Every source file, whatever its folders are called.
    const { workspaces } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as { workspaces: string[] };
    const sources = workspaces.flatMap((folder) =>
      readdirSync(`${ROOT}${folder}/src`, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((file) => !files.includes(file))).toEqual([]);
    expect(files.filter((file) => /^(docs|deploy)\/|^docker/.test(file))).toEqual([]);
  });
});
