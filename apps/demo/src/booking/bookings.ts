import { z } from 'zod';
import { log } from '../service/request-scope.js';
import { callForJson } from '../service/service-client.js';
import { ValidationError } from '../service/service-errors.js';
import { step } from '../service/step.js';
import type { ServiceUrls } from '../service/service-name.js';
import { charge } from './payments.js';
import type { Seats } from './seats.js';

const order = z.object({
  userId: z.string(),
  flight: z.string(),
  seat: z.string(),
  price: z.object({ amount: z.number().positive(), currency: z.string().length(3) }),
  // A form field: it looks like a time, whether it is one nobody has asked yet.
  departure: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
});

const TIMEOUT_MS = 2_000;

/** Books a seat: asks who travels, takes the seat, takes the money, confirms by mail. */
export function bookings(seats: Seats, gatewayUrl: string, urls: ServiceUrls) {
  let lastNumber = 0;
  return {
    book: step('BookingService', 'Booking failed', async (form: unknown) => {
      const parsed = order.safeParse(form);
      if (!parsed.success) throw new ValidationError('The booking form is not valid', { cause: parsed.error });
      const { userId, flight, seat, price, departure } = parsed.data;
      const day = new Date(departure).toISOString().slice(0, 10);
      const user = `${urls.usermanagement}/users/${encodeURIComponent(userId)}`;
      const { name, email } = await callForJson<{ name: string; email: string }>('usermanagement', user, TIMEOUT_MS);
      await seats.reserve(flight, seat);
      await charge(gatewayUrl, price);
      const booking = `b-${String(++lastNumber).padStart(6, '0')}`;
      log('BookingService').info(`Booking ${booking} confirmed`, { flight, seat, day });
      const values = { name, booking, flight, seat };
      const mail = { userId, email, template: 'booking-confirmed', locale: 'en', values };
      await callForJson('notification', `${urls.notification}/mails`, TIMEOUT_MS, mail);
      return { booking };
    }),
  };
}
