import type { Router } from 'express';
import type { OutsideWorld } from '../outside/outside-world.js';
import type { ServiceUrls } from '../service/service-name.js';
import { addJobs } from '../service/jobs.js';
import { Routes } from '../service/step.js';
import { airlines } from './airlines.js';
import { bookings } from './bookings.js';
import { fare } from './fares.js';
import { ledger } from './ledger.js';
import { creditMiles } from './miles.js';
import { seats, type Swap } from './seats.js';
import { BOOKING_JOBS } from './booking-jobs.js';

/** Seats, fares, payments. */
export function bookingRoutes(world: OutsideWorld, urls: ServiceUrls): Router {
  const { free, reserve, swap } = seats();
  const { book } = bookings({ free, reserve, swap }, world.partnerUrl, urls);
  const { status } = airlines(world);
  const { balance } = ledger();
  const routes = new Routes();
  routes.post('/bookings', ({ body }) => book(body), 201);
  routes.get('/flights/:flight/seats', ({ params }) => free(String(params.flight)));
  routes.post('/flights/:flight/swaps', ({ params, body }) => swap(String(params.flight), body as Swap), 204);
  routes.get('/flights/:flight/fare', ({ params }) => fare(world.partnerUrl, String(params.flight)));
  routes.get('/airlines/:airline/status', ({ params }) => status(String(params.airline)), 204);
  routes.post('/miles', ({ body }) => creditMiles(body as Parameters<typeof creditMiles>[0]));
  routes.get('/ledger/balance', balance);
  addJobs(routes, BOOKING_JOBS);
  return routes.router;
}
