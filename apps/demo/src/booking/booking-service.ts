import { type Logger } from 'winston';
import { z } from 'zod';
import { callForJson } from '../service/service-client.js';
import { ValidationError } from '../service/service-errors.js';
import { step } from '../service/step.js';
import { type ServiceUrls } from '../service-name.js';
import { type PaymentService } from './payment-service.js';
import { type SeatService } from './seat-service.js';

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
export class BookingService {
  #lastNumber = 0;

  constructor(
    private readonly seats: SeatService,
    private readonly payments: PaymentService,
    private readonly urls: ServiceUrls,
    readonly logger: Logger,
  ) {}

  /** @throws ValidationError and whatever goes wrong on the way */
  async book(form: unknown): Promise<{ booking: string }> {
    const parsed = order.safeParse(form);
    if (!parsed.success) throw new ValidationError('The booking form is not valid', { cause: parsed.error });
    const { userId, flight, seat, price, departure } = parsed.data;
    const calendarDay = new Date(departure).toISOString().slice(0, 10);
    const traveller = await callForJson<{ name: string; email: string }>(
      'usermanagement',
      `${this.urls.usermanagement}/users/${encodeURIComponent(userId)}`,
      { timeoutMs: TIMEOUT_MS },
    );
    await step(this.seats.logger, 'Seat could not be reserved', () => this.seats.reserve(flight, seat));
    await step(this.payments.logger, 'Payment failed', () => this.payments.charge(price));
    const booking = `b-${String(++this.#lastNumber).padStart(6, '0')}`;
    this.logger.info(`Booking ${booking} confirmed`, { flight, seat, day: calendarDay });
    await callForJson('notification', `${this.urls.notification}/mails`, {
      method: 'POST',
      body: {
        userId,
        email: traveller.email,
        template: 'booking-confirmed',
        locale: 'en',
        values: { name: traveller.name, booking, flight, seat },
      },
      timeoutMs: TIMEOUT_MS,
    });
    return { booking };
  }
}
