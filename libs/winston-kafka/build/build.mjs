/**
 * Builds the package as it is published:
 *
 *   dist/cjs  the code, one bundle per entry with the contract library inside, and the types as CommonJS
 *   dist/esm  thin ES modules over dist/cjs, and the types as ES modules
 *
 * The ES modules only re-export, so that a process that mixes `import` and `require` still has one context storage,
 * one set of exit handlers and one class to test with instanceof.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const contract = join(root, '..', 'log-record');
const dist = join(root, 'dist');
const esm = join(dist, 'esm');
const cjs = join(dist, 'cjs');
const stamp = join(dist, '.built');
const require = createRequire(import.meta.url);

const ENTRIES = ['index', 'nest', 'pino'].filter((name) => existsSync(join(root, 'src', `${name}.ts`)));

if (!process.argv.includes('--clean') && isUpToDate()) process.exit(0);
// Built over what is there, so that others can go on using it; `--clean` is for packing.
if (process.argv.includes('--clean')) rmSync(dist, { recursive: true, force: true });
mkdirSync(cjs, { recursive: true });
const tsc = require.resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-b', root, ...(existsSync(join(esm, 'index.d.ts')) ? [] : ['--force'])], {
  stdio: 'inherit',
});
await bundle();
bundleTypes();
writeWrappers();
writeFileSync(stamp, '');

async function bundle() {
  await build({
    entryPoints: ENTRIES.map((name) => join(root, 'src', `${name}.ts`)),
    outdir: cjs,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node18',
    sourcemap: false,
    // Imports that turn out to be types only are left out, or the pino entry would need winston.
    tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: false } },
    // In CommonJS the code takes __filename instead of import.meta.url.
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [externalPackages()],
  });
}

/** Bundles our own files and the contract; leaves packages, and the main entry seen from other entries, outside. */
function externalPackages() {
  return {
    name: 'external-packages',
    setup(builder) {
      builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === 'entry-point' || path.startsWith('@log-monitor/log-record') ? undefined : { path, external: true },
      );
      builder.onResolve({ filter: /^\.\.?\/index\.js$/ }, ({ importer }) =>
        importer.startsWith(join(root, 'src')) ? { path: './index.js', external: true } : undefined,
      );
    },
  };
}

/** The contract's types travel inside the package, because it is not published on its own. */
function bundleTypes() {
  cpSync(join(contract, 'dist'), join(esm, 'log-record'), {
    recursive: true,
    filter: (file) => statSync(file).isDirectory() || (file.endsWith('.d.ts') && !file.endsWith('record-schema.d.ts')),
  });
  for (const file of declarations(esm)) {
    const text = readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
    const up = relative(dirname(file), join(esm, 'log-record', 'index.js'))
      .split(sep)
      .join('/');
    const local = text.replaceAll(/(['"])@log-monitor\/log-record\1/g, `'${up.startsWith('.') ? up : `./${up}`}'`);
    writeFileSync(file, local);
    const twin = join(cjs, relative(esm, file));
    mkdirSync(dirname(twin), { recursive: true });
    writeFileSync(twin, local);
  }
  writeFileSync(join(cjs, 'package.json'), '{ "type": "commonjs" }\n');
}

function writeWrappers() {
  for (const name of ENTRIES) {
    const exported = Object.keys(loadedNames(name)).filter((key) => key !== 'default' && key !== '__esModule');
    const lines = [`import cjs from '../cjs/${name}.js';`, `export const { ${exported.join(', ')} } = cjs;`];
    if ('default' in loadedNames(name)) lines.push('export default cjs.default;');
    writeFileSync(
      join(esm, `${name}.js`),
      `${exported.length > 0 ? lines.join('\n') : [lines[0], ...lines.slice(2)].join('\n')}\n`,
    );
  }
}

/** The names of an entry, read from the annotation that esbuild leaves for Node's lexer: nothing has to be run. */
function loadedNames(name) {
  const text = readFileSync(join(cjs, `${name}.js`), 'utf8');
  const annotation = /0 && \(module\.exports = \{([^}]*)\}\)/.exec(text)?.[1] ?? '';
  const names = annotation
    .split(',')
    .map((part) => part.trim().split(':')[0])
    .filter(Boolean);
  if (/__export\([^)]*, \{[^}]*\bdefault: /s.test(text)) names.push('default');
  return Object.fromEntries(names.map((key) => [key, true]));
}

function isUpToDate() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const inputs = [join(root, 'src'), join(root, 'build'), join(contract, 'src')].flatMap(filesIn);
  inputs.push(join(root, 'package.json'), join(root, 'tsconfig.json'));
  return inputs.every((file) => statSync(file).mtimeMs <= built);
}

function declarations(folder) {
  return filesIn(folder).filter((file) => file.endsWith('.d.ts'));
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
