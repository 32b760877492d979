import { Resolver } from 'node:dns/promises';
import { request } from 'node:https';
import { type Logger } from 'winston';
import { EXPIRED_CERTIFICATE } from '../outside/expired-tls-server.js';
import { NotFoundError, UpstreamError } from '../service/service-errors.js';

const TIMEOUT_MS = 1_000;

export interface AirlineNetwork {
  /** `address:port` of the name server. */
  readonly nameServer: string;
  /** Port on 127.0.0.1 of the airline with the old certificate. */
  readonly tlsPort: number;
}

/** Asks airlines how their flights are. */
export class AirlineService {
  readonly #resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });

  constructor(
    private readonly network: AirlineNetwork,
    readonly logger: Logger,
  ) {
    this.#resolver.setServers([network.nameServer]);
  }

  /** @throws UpstreamError when the airline cannot be asked, NotFoundError when we do not know it */
  async status(airline: string): Promise<void> {
    try {
      if (airline === 'retired') await this.#resolver.resolve4('status.retired-airline.example');
      else if (airline === 'forgetful') await get(this.network.tlsPort);
      else throw new NotFoundError(`We do not fly with ${airline}`);
    } catch (error) {
      if (error instanceof NotFoundError) throw error;
      throw new UpstreamError(`The airline ${airline} could not be reached`, { cause: error });
    }
  }
}

async function get(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // The certificate is its own authority, so that only its end date is wrong.
    const options = { host: '127.0.0.1', port, ca: EXPIRED_CERTIFICATE, timeout: TIMEOUT_MS, agent: false };
    request(options, (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end();
  });
}
