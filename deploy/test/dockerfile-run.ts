import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import {
  type Copy,
  DockerfileParser,
  type From,
  type Instruction,
  type JSONInstruction,
  type Workdir,
} from 'dockerfile-ast';

/** What is used of `@balena/dockerignore`, a CommonJS function whose types are those of an ES module. */
interface IgnoreRules {
  add(patterns: string): IgnoreRules;
  filter(paths: string[]): string[];
}

const makeIgnore = createRequire(import.meta.url)('@balena/dockerignore') as () => IgnoreRules;

/** Never a part of the context, and too large to be walked through just to be told so by .dockerignore. */
const NOT_WALKED = new Set(['node_modules', '.git']);

/** One stage of a Dockerfile. */
export interface Stage {
  readonly name: string;
  readonly image: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, in order. */
export async function readStages(dockerfile: string): Promise<Stage[]> {
  const stages: { name: string; image: string; instructions: Instruction[] }[] = [];
  for (const instruction of DockerfileParser.parse(await readFile(dockerfile, 'utf8')).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      stages.push({ name: from.getBuildStage() ?? '', image: from.getImage() ?? '', instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return stages;
}

/** Sources and destination of a COPY, and the stage that it copies from; nothing for the context. */
export function readCopy(instruction: Instruction): {
  sources: string[];
  destination: string;
  from: string | undefined;
} {
  const copy = instruction as Copy;
  const words = copy.getArguments().map((argument) => argument.getValue());
  return {
    sources: words.slice(0, -1),
    destination: words.at(-1) ?? '',
    from:
      copy
        .getFlags()
        .find((flag) => flag.getName() === 'from')
        ?.getValue() ?? undefined,
  };
}

/** The words of a CMD in its JSON form. */
export function readCommand(stage: Stage): string[] {
  const command = stage.instructions.find((instruction) => instruction.getKeyword() === 'CMD');
  const strings = (command as JSONInstruction | undefined)?.getJSONStrings() ?? [];
  return strings.map((argument) => argument.getJSONValue());
}

/** The files of the context, relative to it: all that .dockerignore does not keep away. */
export async function contextFiles(context: string): Promise<string[]> {
  const ignore = makeIgnore().add(await readFile(join(context, '.dockerignore'), 'utf8'));
  const walk = async (folder: string): Promise<string[]> => {
    const entries = await readdir(folder, { withFileTypes: true });
    const found = entries
      .filter(({ name }) => !NOT_WALKED.has(name))
      .map((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? walk(path) : Promise.resolve([relative(context, path).split(sep).join('/')]);
      });
    return (await Promise.all(found)).flat();
  };
  return ignore.filter(await walk(context));
}

/**
 * Does in plain folders what a build would do in layers: one folder per stage stands for its root, COPY copies and RUN
 * runs there. It is no container: a RUN sees this machine's programs, and users and the base image are left out.
 */
export class DockerfileRun {
  constructor(
    private readonly context: string,
    private readonly stages: readonly Stage[],
    private readonly folder: string,
  ) {}

  /** The folder that stands for a path of a stage. */
  path(stage: string, inside: string): string {
    return join(this.folder, stage, inside);
  }

  /** Builds a stage and, before it, those it copies from. A stage that is there is not built again. */
  async build(name: string, done = new Set<string>()): Promise<void> {
    const stage = this.stages.find((each) => each.name === name);
    if (stage === undefined) throw new RangeError(`The Dockerfile has no stage ${name}`);
    if (done.has(name)) return;
    done.add(name);
    let workdir = '/';
    for (const instruction of stage.instructions) {
      switch (instruction.getKeyword()) {
        case 'WORKDIR':
          workdir = (instruction as Workdir).getPath() ?? workdir;
          await mkdir(this.path(name, workdir), { recursive: true });
          break;
        case 'COPY':
          await this.#copy(name, workdir, instruction, done);
          break;
        case 'RUN':
          await this.#run(this.path(name, workdir), instruction.getArgumentsContent() ?? '');
          break;
        case 'ENV':
        case 'USER':
        case 'EXPOSE':
        case 'CMD':
          break;
        default:
          throw new RangeError(`The test cannot do ${instruction.getKeyword()}`);
      }
    }
  }

  async #copy(stage: string, workdir: string, instruction: Instruction, done: Set<string>): Promise<void> {
    const { sources, destination, from } = readCopy(instruction);
    const target = join(this.path(stage, workdir), destination);
    if (from === undefined) {
      await this.#copyFromContext(sources, target, destination.endsWith('/'));
      return;
    }
    await this.build(from, done);
    for (const source of sources) {
      await cp(this.path(from, source), target, { recursive: true, verbatimSymlinks: true });
    }
  }

  /** As COPY does: a folder's content goes into the target, a file goes into a target that ends with a slash. */
  async #copyFromContext(sources: readonly string[], target: string, intoFolder: boolean): Promise<void> {
    const files = await contextFiles(this.context);
    for (const source of sources) {
      const root = source === '.' ? '' : `${source.replace(/\/$/, '')}/`;
      const within = files.filter((file) => file.startsWith(root));
      const isFile = files.includes(source);
      if (!isFile && within.length === 0) throw new RangeError(`COPY ${source}: there is no such file in the context`);
      const copies = isFile
        ? [[source, intoFolder ? join(target, source.split('/').at(-1) ?? '') : target] as const]
        : within.map((file) => [file, join(target, file.slice(root.length))] as const);
      for (const [file, to] of copies) {
        await mkdir(dirname(to), { recursive: true });
        await cp(join(this.context, file), to);
      }
    }
  }

  async #run(folder: string, command: string): Promise<void> {
    const child = spawn('sh', ['-c', command], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cleanEnvironment(),
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    if (code !== 0) throw new Error(`RUN ${command} ended with exit code ${code}:\n${output}`);
  }
}

/** npm run hands its settings and this workspace's place on to what it starts; a build must not see them. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, HTTP_PROXY, HTTPS_PROXY, NODE_EXTRA_CA_CERTS, NPM_CONFIG_REGISTRY, npm_config_registry } =
    process.env;
  return { PATH, HOME, HTTP_PROXY, HTTPS_PROXY, NODE_EXTRA_CA_CERTS, NPM_CONFIG_REGISTRY, npm_config_registry };
}
