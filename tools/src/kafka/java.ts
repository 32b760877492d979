import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasCode, ToolError } from '../tool-error.js';

const run = promisify(execFile);

/** Kafka 4 brokers need it. */
export const MINIMUM_JAVA = 17;

const INSTALL_LINES = [
  '  Debian, Ubuntu:  sudo apt-get install -y openjdk-17-jre-headless maven',
  '  macOS:           brew install openjdk@17 maven',
  '  Windows:         winget install EclipseAdoptium.Temurin.21.JDK && winget install Apache.Maven',
].join('\n');

const ALTERNATIVE = 'or name a broker that you have: KAFKA_BOOTSTRAP_SERVERS=host:port npm start';

function executable(home: string | undefined, name: string): string {
  return home ? path.join(home, 'bin', name) : name;
}

/**
 * The java to run, from JAVA_HOME or the PATH.
 * @throws ToolError JAVA_MISSING or JAVA_TOO_OLD with the lines that install it.
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const java = executable(env.JAVA_HOME, 'java');
  const version = await javaVersion(java, env);
  if (version >= MINIMUM_JAVA) return java;
  throw new ToolError(
    'JAVA_TOO_OLD',
    `The local Kafka needs Java ${MINIMUM_JAVA} or newer, but ${java} is version ${version}. Install one (and point JAVA_HOME to it):\n${INSTALL_LINES}\n${ALTERNATIVE}`,
  );
}

async function javaVersion(java: string, env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const { stderr, stdout } = await run(java, ['-version'], { env, timeout: 30_000 });
    // 'version "17.0.15"', and 'version "1.8.0_402"' up to Java 8.
    const match = /version "(?:1\.)?(\d+)/.exec(`${stderr}\n${stdout}`);
    if (match?.[1]) return Number(match[1]);
    throw new ToolError('JAVA_MISSING', `${java} -version gave no version:\n${stderr.trim()}`);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const where = env.JAVA_HOME ? `in JAVA_HOME (${env.JAVA_HOME})` : 'on the PATH';
    throw new ToolError(
      'JAVA_MISSING',
      `The local Kafka needs Java ${MINIMUM_JAVA} or newer, and none was found ${where}. Install it:\n${INSTALL_LINES}\n${ALTERNATIVE}`,
      { cause: error },
    );
  }
}

/** The sentence for a missing Maven; `cause` is what the attempt to run it gave. */
export function mavenMissing(cause: unknown): unknown {
  if (!hasCode(cause, 'ENOENT')) return cause;
  return new ToolError(
    'MAVEN_MISSING',
    `Maven fetches Apache Kafka once, and no mvn was found on the PATH. Install it:\n${INSTALL_LINES}\n${ALTERNATIVE}`,
    { cause },
  );
}
