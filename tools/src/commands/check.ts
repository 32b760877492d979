import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../checkout/root.js';
import { collect } from '../stack/process/run-child.js';

interface Check {
  name: string;
  command: string;
  args: readonly string[];
}

const bin = (...parts: string[]): string => path.join(ROOT, 'node_modules', ...parts);

/** What `npm run check` checks. `.dependency-cruiser.cjs` has the borders between rooms, `knip.jsonc` what counts as unused. Extend it here. */
async function checks(): Promise<Check[]> {
  return [
    // The longest first.
    { name: 'lint', command: process.execPath, args: [bin('eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0'] },
    { name: 'types', command: process.execPath, args: [bin('typescript', 'bin', 'tsc'), '-b'] },
    {
      name: 'format',
      command: process.execPath,
      args: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    },
    {
      name: 'borders',
      command: process.execPath,
      args: [
        bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
        ...['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'dashboard/src', 'tools'],
      ],
    },
    // A folder and one inside of it count as two rooms here, unlike in the rule on circles of the borders.
    { name: 'rooms', command: process.execPath, args: [path.join(ROOT, 'tools', 'structure.mjs')] },
    { name: 'unused', command: process.execPath, args: [bin('knip', 'bin', 'knip.js')] },
    { name: 'shell', command: 'bash', args: ['-n', '.ci/run'] },
    ...(await generatedFiles()),
  ];
}

/** Each workspace that generates committed files has a script `generate`, which takes `--check`: compare, write nothing. */
async function generatedFiles(): Promise<Check[]> {
  const { workspaces } = (await readManifest('.')) as { workspaces: string[] };
  const found = await Promise.all(
    workspaces.map(async (folder) => ({
      folder,
      scripts: ((await readManifest(folder)) as { scripts?: object }).scripts ?? {},
    })),
  );
  return found
    .filter(({ scripts }) => 'generate' in scripts)
    .map(({ folder }) => ({
      name: `generated ${path.basename(folder)}`,
      command: 'npm',
      args: ['run', '--silent', 'generate', '-w', folder, '--', '--check'],
    }));
}

async function readManifest(folder: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(ROOT, folder, 'package.json'), 'utf8'));
}

/** `npm run check`: runs all checks, two at a time, and shows what those that failed have said. */
export async function run(): Promise<number> {
  const waiting = await checks();
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (!(await passes(check))) failed++;
    }
  };
  await Promise.all([worker(), worker()]);
  return failed === 0 ? 0 : 1;
}

async function passes({ name, command, args }: Check): Promise<boolean> {
  const started = performance.now();
  const { code, output } = await collect(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`  ${name.padEnd(24)} ${code === 0 ? 'ok' : 'FAILED'}  ${seconds.padStart(6)} s`);
  if (code !== 0) console.log(output);
  return code === 0;
}
