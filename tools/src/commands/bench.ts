import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { startKafka } from '../stack/kafka/local-kafka.js';
import { startPostgres } from '../stack/postgres/local-postgres.js';
import { ROOT } from '../checkout/root.js';
import { ToolError } from '../checkout/tool-error.js';
import { benchResultSchema, mergeBenchmarks, type BenchResult, type BenchRun } from './benchmarks-page.js';
import { collectGroup } from '../stack/process/run-child.js';

const PAGE = path.join(ROOT, 'docs', 'benchmarks.md');
const SUFFIX = /\.bench\.(ts|mjs|js)$/;

interface Benchmark {
  id: string;
  file: string;
}

/**
 * `npm run bench [-- name…]`: runs the benchmarks (`<workspace>/bench/<name>.bench.ts`), each in a process of its own
 * with KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL of a broker and a database started for it, and writes docs/benchmarks.md.
 */
export async function run(args: string[]): Promise<number> {
  const all = await findBenchmarks();
  const wanted = args.length === 0 ? all : all.filter(({ id }) => args.includes(id));
  if (wanted.length === 0 || wanted.length < args.length) {
    throw new ToolError('INVALID_VARIABLE', `Benchmarks are: ${all.map(({ id }) => id).join(', ') || 'none yet'}.`);
  }
  let failed = 0;
  for (const benchmark of wanted) {
    const result = await measure(benchmark);
    if (!result) failed++;
    else await write({ id: benchmark.id, date: new Date().toISOString(), machine: machine(), result });
  }
  return failed === 0 ? 0 : 1;
}

async function findBenchmarks(): Promise<Benchmark[]> {
  const { workspaces } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  const found: Benchmark[] = [];
  for (const workspace of workspaces) {
    const folder = path.join(ROOT, workspace, 'bench');
    if (!existsSync(folder)) continue;
    for (const name of (await readdir(folder)).filter((each) => SUFFIX.test(each))) {
      found.push({ id: name.replace(SUFFIX, ''), file: path.join(folder, name) });
    }
  }
  return found.sort((a, b) => a.id.localeCompare(b.id, 'en'));
}

/** A broker and a database of their own: what one benchmark leaves does not slow down the next one. */
async function measure({ id, file }: Benchmark): Promise<BenchResult | undefined> {
  console.log(`${id} …`);
  const started = performance.now();
  const [kafka, postgres] = await Promise.all([startKafka({ heapMb: 768 }), startPostgres()]);
  // Beside its source, so that imports of packages are resolved from there.
  const folder = await mkdtemp(path.join(path.dirname(file), '.bundle-'));
  try {
    const bundle = path.join(folder, 'bench.mjs');
    await build({
      entryPoints: [file],
      outfile: bundle,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
    });
    const env = {
      ...process.env,
      // kafkajs takes other retry defaults when it sees "test"; figures are for production.
      NODE_ENV: 'production',
      KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
      DATABASE_URL: await postgres.createDatabase('bench'),
    };
    const { code, stdout, output } = await collectGroup(['--expose-gc', bundle], env);
    if (code === 0) {
      console.log(`${id}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
      return benchResultSchema.parse(JSON.parse(stdout.split('\n').at(-1) ?? ''));
    }
    console.log(`${id} failed with exit code ${code}:\n${output}`);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await Promise.all([kafka.stop(), postgres.stop()]);
  }
}

async function write(benchRun: BenchRun): Promise<void> {
  await mkdir(path.dirname(PAGE), { recursive: true });
  const page = existsSync(PAGE) ? await readFile(PAGE, 'utf8') : '';
  await writeFile(PAGE, mergeBenchmarks(page, [benchRun]));
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${model}), ${memory} GB, Node ${process.versions.node}, ${process.platform}`;
}
