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

/** A Java that can run the broker. */
export interface Java {
  command: string;
  /** The build, such as `17.0.15+6-Debian-1deb12u1`. */
  build: string;
  /** Whether its virtual machine (HotSpot) knows archives of loaded classes; others refuse the flag. */
  hasClassArchives: boolean;
}

/**
 * The Java to run, from JAVA_HOME or the PATH.
 * @throws ToolError JAVA_MISSING or JAVA_TOO_OLD with the lines that install it.
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const command = executable(env.JAVA_HOME, 'java');
  const said = await versionOf(command, env);
  // 'version "17.0.15"', and 'version "1.8.0_402"' up to Java 8.
  const version = Number(/version "(?:1\.)?(\d+)/.exec(said)?.[1]);
  if (version >= MINIMUM_JAVA) {
    const build = /Server VM.*\(build ([^,)]+)/.exec(said)?.[1];
    return { command, build: build ?? String(version), hasClassArchives: build !== undefined };
  }
  if (Number.isNaN(version)) {
    throw new ToolError('JAVA_MISSING', `${command} -version gave no version:\n${said.trim()}`);
  }
  throw new ToolError(
    'JAVA_TOO_OLD',
    `The local Kafka needs Java ${MINIMUM_JAVA} or newer, but ${command} is version ${version}. Install one (and point JAVA_HOME to it):\n${INSTALL_LINES}\n${ALTERNATIVE}`,
  );
}

async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stderr, stdout } = await run(command, ['-version'], { env, timeout: 30_000 });
    return `${stderr}\n${stdout}`;
  } catch (error) {
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
