import { type AirlineServers, startAirlineServers } from './airline-servers.js';
import { findClosedPort } from './free-port.js';
import { startPartnerServer } from './partner-server.js';

/** All that the services reach beyond each other, on this machine: the demo needs no network, its errors are real ones. */
export interface OutsideWorld extends AirlineServers {
  /** Where the payment gateway, the fare feed and the webhooks answer. */
  readonly partnerUrl: string;
  /** A port on which nobody listens: the user database and the mail servers when they are down. */
  readonly closedPort: number;
}

/** Starts it. It ends with the process and does not keep it. */
export async function startOutsideWorld(): Promise<OutsideWorld> {
  return {
    ...(await startAirlineServers()),
    partnerUrl: await startPartnerServer(),
    closedPort: await findClosedPort(),
  };
}
