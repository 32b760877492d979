import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../src/checkout/root.js';
import { waitFor } from '../src/testing/wait-for.js';
import { scratchDirs } from './fixtures/scratch-dir.js';

const run = promisify(execFile);
const scratchDir = scratchDirs();

/** A checkout in small: two workspaces, one on top of the other, and a command that says what it got. */
async function checkout(): Promise<string> {
  const root = await scratchDir();
  const put = async (name: string, content: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  };
  await cp(path.join(ROOT, 'tools', 'run.mjs'), path.join(root, 'tools', 'run.mjs'));
  await cp(path.join(ROOT, 'tools', 'run'), path.join(root, 'tools', 'run'), { recursive: true });
  const say = (name: string): string =>
    `node -e "require('fs').appendFileSync('../../built','${name} ');require('fs').mkdirSync('dist',{recursive:true})"`;
  await put('package.json', JSON.stringify({ name: 'root', workspaces: ['libs/log-record', 'apps/monitor', 'tools'] }));
  await put('package-lock.json', '{}');
  await put('tsconfig.base.json', '{}');
  for (const folder of ['libs/log-record', 'apps/monitor']) {
    await put(`${folder}/package.json`, JSON.stringify({ scripts: { build: say(path.basename(folder)) } }));
    await put(`${folder}/src/a.ts`, 'a');
    await put(`${folder}/test/a.test.ts`, 'a');
  }
  await put('tools/package.json', JSON.stringify({ type: 'module', scripts: { build: 'node build.mjs' } }));
  const command = 'export const run = async (args) => { console.log(JSON.stringify(args)); return args.length; };';
  await put(
    'tools/build.mjs',
    `import fs from 'node:fs'; fs.mkdirSync('dist/commands', { recursive: true }); fs.writeFileSync('dist/commands/test.js', ${JSON.stringify(command)});`,
  );
  await mkdir(path.join(root, 'node_modules'));
  await writeFile(path.join(root, 'node_modules', '.package-lock.json'), '{}');
  await symlink(path.join(ROOT, 'node_modules', 'typescript'), path.join(root, 'node_modules', 'typescript'));
  return root;
}

interface Door {
  code: number;
  stdout: string;
  stderr: string;
}

async function door(root: string, ...args: string[]): Promise<Door> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  try {
    const { stdout, stderr } = await run(process.execPath, ['tools/run.mjs', ...args], {
      cwd: root,
      env: Object.fromEntries(own),
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Door;
    return { code, stdout, stderr };
  }
}

const built = async (root: string): Promise<string> => {
  const text = await readFile(path.join(root, 'built'), 'utf8').catch(() => '');
  await rm(path.join(root, 'built'), { force: true });
  return text.trim();
};

it('builds in order, only when an input has changed, and passes arguments and exit code on', async () => {
  const root = await checkout();
  expect(await door(root, 'test', 'a b', '--flag')).toMatchObject({ code: 2, stdout: '["a b","--flag"]\n' });
  expect(await built(root)).toBe('log-record monitor');
  expect(await door(root, 'test')).toMatchObject({ code: 0, stderr: '' });
  expect(await built(root)).toBe('');

  const changes = [
    () => writeFile(path.join(root, 'apps/monitor/src/a.ts'), 'aa'),
    () => rm(path.join(root, 'libs/log-record/src/a.ts')),
    () => rm(path.join(root, 'apps/monitor/dist'), { recursive: true }),
  ];
  for (const change of changes) {
    await change();
    await door(root, 'test');
    expect(await built(root)).toBe('log-record monitor');
  }
  await writeFile(path.join(root, 'libs/log-record/test/a.test.ts'), 'changed');
  await door(root, 'test');
  expect(await built(root)).toBe('');
});

it('shows what the build said when it fails, and tries again next time', async () => {
  const root = await checkout();
  const manifest = path.join(root, 'apps/monitor/package.json');
  const good = await readFile(manifest, 'utf8');
  await writeFile(manifest, JSON.stringify({ scripts: { build: 'echo b.ts is wrong && exit 3' } }));
  const failed = await door(root, 'test');
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toContain('The build of apps/monitor failed with exit code 3. It said:\nb.ts is wrong');
  await writeFile(manifest, good);
  expect((await door(root, 'test')).code).toBe(0);
});

it('installs when the lock file is newer than what is installed, and says so when that fails', async () => {
  const root = await checkout();
  const later = new Date(Date.now() + 60_000);
  await utimes(path.join(root, 'package-lock.json'), later, later);
  const { code, stderr } = await door(root, 'test');
  // This lock file is no lock file, so npm refuses it; what counts here is that npm was asked.
  expect(code).toBe(1);
  expect(stderr).toMatch(/installing packages \(npm ci\)[^]*npm ci .*failed with exit code/);
});

it('lets two commands at once install and build one after the other', async () => {
  const root = await checkout();
  const both = await Promise.all([door(root, 'test'), door(root, 'test')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(await built(root)).toBe('log-record monitor');
  expect((await readdir(path.join(root, '.data'))).length).toBe(0);
});

it('takes over the lock of a command that was killed', async () => {
  const root = await checkout();
  await mkdir(path.join(root, '.data'));
  await writeFile(path.join(root, '.data', 'build.owner'), JSON.stringify({ pid: 4194305, since: Date.now() }));
  expect((await door(root, 'test')).code).toBe(0);
});

it('names its targets when it is given none', async () => {
  expect(await door(await checkout(), 'strat')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('start|stack|monitor') as string,
  });
});

it('tells an old Node what it needs, in a sentence, not by a syntax error', async () => {
  const root = await checkout();
  const door = path.join(root, 'tools', 'run.mjs');
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.18.3' });\n`;
  await writeFile(door, pretend + (await readFile(door, 'utf8')));
  const failed = await run(process.execPath, [door, 'test'], { cwd: root }).then(
    () => undefined,
    (error: unknown) => error as Door,
  );
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('log-monitor needs Node 20.19 or newer') as string,
  });
});

describe.skipIf(process.platform === 'win32')(
  'the npm scripts that run until they are stopped (they need a POSIX shell)',
  () => {
    const WAITING = `export const run = (args) => new Promise((end) => {
    const alive = setInterval(() => {}, 1000);
    process.on('SIGTERM', () => { clearInterval(alive); setTimeout(() => { console.log('ended'); end(7); }, 300); });
    console.log(JSON.stringify(args));
  });`;

    it('get their arguments and signals, and npm waits for their end', async () => {
      const root = await checkout();
      const { scripts } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
      const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as object;
      await writeFile(path.join(root, 'package.json'), JSON.stringify({ ...manifest, scripts }));
      // The door builds when it is called first; a build that is up to date leaves these commands where they are.
      await door(root, 'test');
      const names = ['start', 'stack', 'monitor', 'demo', 'collect', 'generate'];
      for (const name of names) await writeFile(path.join(root, 'tools', 'dist', 'commands', `${name}.js`), WAITING);
      const ran = await Promise.all(names.map((name) => runAndStop(root, name)));
      expect(ran).toEqual(names.map((name) => ({ name, said: '["a b","--flag"]\nended\n', code: 7 })));
    });
  },
);

/** Runs a script of npm with two arguments, and sends npm the signal to stop when it is there. */
async function runAndStop(root: string, name: string): Promise<{ name: string; said: string; code: number | null }> {
  const child = spawn('npm', ['run', '--silent', name, '--', 'a b', '--flag'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  await waitFor(() => said.includes(']'), { timeoutMs: 40_000, what: `npm run ${name}` });
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'close');
  return { name, said, code: child.exitCode };
}
