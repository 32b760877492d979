/**
 * Builds the package as it is published:
 *
 *   dist/cjs    the code, one bundle per entry, and the types as CommonJS; delivery.js has our own libraries and kafkajs,
 *               whose inner parts are changed, so that no bundler or override can part the two
 *   dist/esm    thin ES modules over dist/cjs, and the types as ES modules
 *   dist/types  what the compiler makes of src; not published
 *
 * The ES modules only re-export, so that a process that mixes `import` and `require` still has one context storage,
 * one set of exit handlers and one class to test with instanceof.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const esm = join(dist, 'esm');
const cjs = join(dist, 'cjs');
const types = join(dist, 'types');
const stamp = join(dist, '.built');
const require = createRequire(import.meta.url);

const ENTRIES = ['index', 'nest', 'pino'];
/** Libraries of ours that are not published on their own: their code and types travel inside the package. */
const INSIDE = ['kafka-batch', 'kafka-delivery', 'log-record'];
const folderOf = (name) => INSIDE.find((each) => name === `@log-monitor/${each}`);

if (!process.argv.includes('--clean') && isUpToDate()) process.exit(0);
// Built over what is there, so that others can go on using it; `--clean` is for packing.
if (process.argv.includes('--clean')) rmSync(dist, { recursive: true, force: true });
mkdirSync(cjs, { recursive: true });
const tsc = require.resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-b', root, ...(existsSync(join(types, 'index.d.ts')) ? [] : ['--force'])], {
  stdio: 'inherit',
});
await bundle();
await bundleTypes();
writeWrappers();
writeFileSync(stamp, '');

async function bundle() {
  const options = {
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node18',
    sourcemap: false,
    // Imports that turn out to be types only are left out, or the pino entry would need winston.
    tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: false } },
  };
  // What waits must not wait on a clock that the service's tests have stopped.
  const [realClock, realDate] = ['real-clock.mjs', 'real-date.mjs'].map((name) => join(root, 'build', name));
  const entryPoints = ENTRIES.map((name) => join(root, 'src', `${name}.ts`));
  await build({ ...options, inject: [realClock], entryPoints, outdir: cjs, plugins: [externalPackages()] });
  const delivery = join(root, '..', 'kafka-delivery', 'dist', 'index.js');
  await build({
    ...options,
    inject: [realClock, realDate],
    entryPoints: [delivery],
    outfile: join(cjs, 'delivery.js'),
  });
  for (const name of readdirSync(cjs).filter((each) => each.endsWith('.js'))) mustBeOneByte(join(cjs, name));
  copyFileSync(join(dirname(require.resolve('kafkajs/package.json')), 'LICENSE'), join(cjs, 'kafkajs.LICENSE'));
}

/** One character beyond Latin-1, in a comment say, and V8 holds the whole source with two bytes per character: 800 kB more in each application. */
function mustBeOneByte(file) {
  const found = /.*[^\0-\u00ff].*/.exec(readFileSync(file, 'utf8'));
  if (found !== null) throw new Error(`${file} has a character beyond Latin-1: ${found[0]}`);
}

/** Bundles our own files and the contract; leaves packages, delivery, and the class that Nest's entry shares with the main one outside. */
function externalPackages() {
  return {
    name: 'external-packages',
    setup(builder) {
      builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point' || path === '@log-monitor/log-record') return undefined;
        return { path: path === '@log-monitor/kafka-delivery' ? './delivery.js' : path, external: true };
      });
      builder.onResolve({ filter: /\/logger\/log-monitor\.js$/ }, ({ importer }) =>
        importer.startsWith(join(root, 'src', 'adapters')) ? { path: './index.js', external: true } : undefined,
      );
    },
  };
}

/** Only the types that a user can reach, those of our own libraries included. */
async function bundleTypes() {
  const input = Object.fromEntries(ENTRIES.map((name) => [name, join(types, `${name}.d.ts`)]));
  const ours = {
    name: 'our-libraries',
    resolveId: (name) => folderOf(name) && join(root, '..', folderOf(name), 'dist', 'index.d.ts'),
  };
  const external = (name) => /^[^./]/.test(name) && !folderOf(name);
  const rolled = await rollup({ input, external, plugins: [ours, dts()] });
  for (const dir of [esm, cjs]) {
    await rolled.write({
      dir,
      format: 'es',
      entryFileNames: '[name].d.ts',
      chunkFileNames: 'types.d.ts',
      hoistTransitiveImports: false,
    });
  }
  await rolled.close();
  // As CommonJS: without esModuleInterop, TypeScript takes no default import of a module that has none.
  for (const name of readdirSync(cjs).filter((each) => each.endsWith('.d.ts'))) {
    const text = readFileSync(join(cjs, name), 'utf8');
    writeFileSync(join(cjs, name), text.replace(/^import (\w+) from ('[\w-]+');$/gm, 'import $1 = require($2);'));
  }
  writeFileSync(join(cjs, 'package.json'), '{ "type": "commonjs" }\n');
}

function writeWrappers() {
  for (const name of ENTRIES) {
    const names = exportedNames(name);
    const lines = [`import cjs from '../cjs/${name}.js';`];
    const named = names.filter((key) => key !== 'default' && key !== '__esModule');
    if (named.length > 0) lines.push(`export const { ${named.join(', ')} } = cjs;`);
    if (names.includes('default')) lines.push('export default cjs.default;');
    writeFileSync(join(esm, `${name}.js`), `${lines.join('\n')}\n`);
  }
}

/** The names of an entry, read from the annotation that esbuild leaves for Node's lexer: nothing has to be run. */
function exportedNames(name) {
  const text = readFileSync(join(cjs, `${name}.js`), 'utf8');
  const annotation = /0 && \(module\.exports = \{([^}]*)\}\)/.exec(text)?.[1] ?? '';
  const names = annotation
    .split(',')
    .map((part) => part.trim().split(':')[0])
    .filter(Boolean);
  if (/__export\([^)]*, \{[^}]*\bdefault: /s.test(text)) names.push('default');
  return names;
}

function isUpToDate() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const folders = [root, ...INSIDE.map((name) => join(root, '..', name))];
  const inputs = [...folders.map((folder) => join(folder, 'src')), join(root, 'build')].flatMap(filesIn);
  inputs.push(join(root, 'package.json'), join(root, 'tsconfig.json'));
  return inputs.every((file) => statSync(file).mtimeMs <= built);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
