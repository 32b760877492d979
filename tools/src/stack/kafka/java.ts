import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ToolError } from '../../checkout/tool-error.js';

/** Kafka 4 brokers need it. */
const MINIMUM_JAVA = 17;

/** How to get Java and Maven, or do without; the end of each sentence about one that is missing. */
export const INSTALL_LINES = `Install it:
  Debian, Ubuntu:  sudo apt-get install -y openjdk-17-jre-headless maven
  macOS:           brew install openjdk@17 maven
  Windows:         winget install EclipseAdoptium.Temurin.21.JDK && winget install Apache.Maven
or name a broker that you have: KAFKA_BOOTSTRAP_SERVERS=host:port npm start`;

/** A Java that can run the broker. */
export interface Java {
  command: string;
  /** Such as `17.0.15`. */
  version: string;
}

/**
 * The Java to run, from JAVA_HOME or the PATH.
 * @throws ToolError JAVA_MISSING or JAVA_TOO_OLD with the lines that install it.
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const command = env.JAVA_HOME ? path.join(env.JAVA_HOME, 'bin', 'java') : 'java';
  const need = `The local Kafka needs Java ${MINIMUM_JAVA} or newer,`;
  const { stderr } = await promisify(execFile)(command, ['-version'], { env, timeout: 30_000 }).catch(
    (cause: unknown) => {
      const where = env.JAVA_HOME ? `in JAVA_HOME (${env.JAVA_HOME})` : 'on the PATH';
      throw new ToolError('JAVA_MISSING', `${need} and none was found ${where}. ${INSTALL_LINES}`, { cause });
    },
  );
  // 'version "17.0.15"', and 'version "1.8.0_402"' up to Java 8.
  const version = /version "(?:1\.)?([\d.]+)/.exec(stderr)?.[1];
  if (version === undefined) throw new ToolError('JAVA_MISSING', `${command} -version gave no version:\n${stderr}`);
  if (Number.parseInt(version) >= MINIMUM_JAVA) return { command, version };
  throw new ToolError('JAVA_TOO_OLD', `${need} but ${command} is version ${version}. ${INSTALL_LINES}`);
}

/**
 * Flags for the JVM's archive of loaded classes next to the jars: a broker that starts from it is ready in a third of the
 * time. The first broker that is stopped properly records it. It is a cache of the JVM's own: an archive that does not fit
 * is ignored by it.
 */
export function classArchiveFlags({ version }: Java, jars: string): string[] {
  const file = `${jars}.java-${version}.jsa`;
  const flag = existsSync(file) ? `-XX:SharedArchiveFile=${file}` : `-XX:ArchiveClassesAtExit=${file}`;
  return ['-XX:+IgnoreUnrecognizedVMOptions', '-Xshare:auto', flag];
}
