import { Router } from 'express';
import { ExpiredTlsServer } from '../outside/expired-tls-server.js';
import { NameServer } from '../outside/name-server.js';
import { PartnerServer } from '../outside/partner-server.js';
import { type DemoLogger } from '../service/demo-logger.js';
import { endpoint } from '../service/endpoint.js';
import { type ServiceParts } from '../service/service-parts.js';
import { type ServiceUrls } from '../service-name.js';
import { AirlineService } from './airline-service.js';
import { BookingService } from './booking-service.js';
import { FareService } from './fare-service.js';
import { LedgerService } from './ledger-service.js';
import { MilesService } from './miles-service.js';
import { PaymentService } from './payment-service.js';
import { SeatService } from './seat-service.js';

/** Seats, fares, payments. */
export async function createBooking(root: DemoLogger, urls: ServiceUrls): Promise<ServiceParts> {
  const partners = new PartnerServer();
  const names = new NameServer();
  const airline = new ExpiredTlsServer();
  const partnerUrl = await partners.start();
  const network = { nameServer: await names.start(), tlsPort: await airline.start() };
  const log = (name: string) => root.child({ logger: name });

  const seats = new SeatService(log('SeatService'));
  const payments = new PaymentService(partnerUrl, log('PaymentService'));
  const bookings = new BookingService(seats, payments, urls, log('BookingService'));
  const fares = new FareService(partnerUrl, log('FareService'));
  const airlines = new AirlineService(network, log('AirlineService'));
  const miles = new MilesService(log('MilesService'));
  const ledger = new LedgerService(log('LedgerService'));

  const router = Router();
  router.post(
    '/bookings',
    endpoint(bookings.logger, 'Booking failed', async ({ body }) => ({ status: 201, body: await bookings.book(body) })),
  );
  router.get(
    '/flights/:flight/seats',
    endpoint(seats.logger, 'Seat map could not be shown', async ({ params }) => ({
      status: 200,
      body: await seats.freeSeats(String(params.flight)),
    })),
  );
  router.post(
    '/flights/:flight/swaps',
    endpoint(seats.logger, 'Seats could not be swapped', async ({ params, body }) => {
      const { from, to } = body as { from: string; to: string };
      await seats.swap(String(params.flight), from, to);
      return { status: 204 };
    }),
  );
  router.get(
    '/flights/:flight/fare',
    endpoint(fares.logger, 'Fare could not be shown', async ({ params }) => ({
      status: 200,
      body: await fares.fare(String(params.flight)),
    })),
  );
  router.get(
    '/airlines/:airline/status',
    endpoint(airlines.logger, 'Airline could not be asked', async ({ params }) => {
      await airlines.status(String(params.airline));
      return { status: 204 };
    }),
  );
  router.post(
    '/miles',
    endpoint(miles.logger, 'Miles could not be credited', async ({ body }) => {
      const { balance, earned } = body as { balance: string; earned: number };
      return { status: 200, body: await miles.credit(balance, earned) };
    }),
  );
  router.get(
    '/ledger/balance',
    endpoint(ledger.logger, 'Ledger could not be balanced', async () => ({
      status: 200,
      body: await ledger.balance(),
    })),
  );
  return {
    router,
    stop: async () => {
      await Promise.all([partners.stop(), names.stop(), airline.stop()]);
    },
  };
}
