import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { listenOnFreePort } from './free-port.js';

const FLAGS_NAME_ERROR = 0x8183; // RFC 1035 §4.1.1: response, recursion desired and available, RCODE 3 (NXDOMAIN)

const asset = (name: string): string => readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8');

export interface AirlineServers {
  /** `address:port` of a DNS server that knows no name, as `Resolver.setServers` takes it. */
  readonly nameServer: string;
  /** Port on 127.0.0.1 of an airline that forgot to renew its certificate. */
  readonly airlinePort: number;
  /** Its certificate, which is its own authority, so that only its end date is wrong. */
  readonly airlineCertificate: string;
}

/** The servers of two airlines that cannot be asked any more. */
export async function startAirlineServers(): Promise<AirlineServers> {
  const names = createSocket('udp4').unref();
  names.on('message', (question, from) => names.send(nameError(question), from.port, from.address));
  await new Promise<void>((resolve, reject) => {
    names.once('error', reject).bind(0, '127.0.0.1', resolve);
  });
  // Nothing trusts this certificate, and its key is public on purpose: it exists so that a client's refusal can be seen.
  const airlineCertificate = asset('expired-certificate.pem');
  const airline = createServer({ cert: airlineCertificate, key: asset('expired-certificate-public-key.pem') });
  airline.on('tlsClientError', () => undefined);
  const airlinePort = await listenOnFreePort(airline);
  return { nameServer: `127.0.0.1:${names.address().port}`, airlinePort, airlineCertificate };
}

/** The question as its own answer: no answer, authority or additional records, and the flags that say so. */
function nameError(question: Buffer): Buffer {
  const answer = Buffer.alloc(Math.max(question.length, 12));
  question.copy(answer);
  answer.writeUInt16BE(FLAGS_NAME_ERROR, 2);
  return answer.fill(0, 6, 12);
}
