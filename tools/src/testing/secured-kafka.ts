import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type LocalKafka, startKafka } from '../stack/kafka/local-kafka.js';
import { freePort } from '../stack/process/port.js';
import { temporaryDir } from '../stack/process/temporary-dir.js';

/** A broker that takes clients over TLS with SASL, as companies run it. Its plain listener stays for the test's own looks. */
export interface SecuredKafka {
  kafka: LocalKafka;
  /** Address of the secured listener. */
  bootstrapServers: string;
  /** File with the certificate that clients must trust (PEM). */
  caFile: string;
  username: string;
  password: string;
  stop(): Promise<void>;
}

const PASSWORD = 'correct-horse';
const LOGIN = 'org.apache.kafka.common.security';

/**
 * Starts a broker with a self-made certificate for localhost and the user `app` for PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512.
 *
 * @throws ToolError, or the error of Java's keytool
 */
export async function startSecuredKafka(): Promise<SecuredKafka> {
  const folder = await temporaryDir('secured-kafka');
  const store = path.join(folder.path, 'broker.p12');
  const caFile = path.join(folder.path, 'ca.pem');
  await makeCertificate(store, caFile);
  const port = await freePort();
  const kafka = await startKafka({
    heapMb: 384,
    formatArguments: ['256', '512'].flatMap((bits) => [
      '--add-scram',
      `SCRAM-SHA-${bits}=[name=app,password=${PASSWORD}]`,
    ]),
    listeners: [
      {
        name: 'SECURE',
        protocol: 'SASL_SSL',
        host: '127.0.0.1',
        port,
        properties: {
          'ssl.keystore.location': store,
          'ssl.keystore.password': PASSWORD,
          'ssl.keystore.type': 'PKCS12',
          'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
          'scram-sha-512.sasl.jaas.config': `${LOGIN}.scram.ScramLoginModule required;`,
          'scram-sha-256.sasl.jaas.config': `${LOGIN}.scram.ScramLoginModule required;`,
          'plain.sasl.jaas.config': `${LOGIN}.plain.PlainLoginModule required user_app="${PASSWORD}";`,
        },
      },
    ],
  });
  const stop = async (): Promise<void> => {
    await kafka.stop();
    await folder.remove();
  };
  return { kafka, bootstrapServers: `127.0.0.1:${port}`, caFile, username: 'app', password: PASSWORD, stop };
}

async function makeCertificate(store: string, caFile: string): Promise<void> {
  const keytool = promisify(execFile);
  const common = ['-alias', 'broker', '-keystore', store, '-storetype', 'PKCS12', '-storepass', PASSWORD];
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=dns:localhost,ip:127.0.0.1'];
  await keytool('keytool', ['-genkeypair', '-keyalg', 'EC', ...names, ...common]);
  await keytool('keytool', ['-exportcert', '-rfc', '-file', caFile, ...common]);
}
