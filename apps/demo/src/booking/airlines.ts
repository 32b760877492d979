import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { request } from 'node:https';
import type { AirlineServers } from '../outside/airline-servers.js';
import { NotFoundError, UpstreamError } from '../service/service-errors.js';
import { step } from '../service/step.js';

const TIMEOUT_MS = 1_000;

/** Asks airlines how their flights are. */
export function airlines({ nameServer, airlinePort, airlineCertificate }: AirlineServers) {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  resolver.setServers([nameServer]);
  const get = (): Promise<unknown> => {
    const options = { host: '127.0.0.1', port: airlinePort, ca: airlineCertificate, timeout: TIMEOUT_MS, agent: false };
    return once(request(options).end(), 'response');
  };
  return {
    status: step('AirlineService', 'Airline could not be asked', async (airline: string) => {
      if (airline !== 'retired' && airline !== 'forgetful') throw new NotFoundError(`We do not fly with ${airline}`);
      try {
        await (airline === 'retired' ? resolver.resolve4('status.retired-airline.example') : get());
      } catch (cause) {
        throw new UpstreamError(`The airline ${airline} could not be reached`, { cause });
      }
    }),
  };
}
