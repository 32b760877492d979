/** An error that knows its code, its HTTP status and how loud it is in the log. Anything else is an error with status 500. */
class ServiceError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly level: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

function kind(code: string, status: number, level: 'warning' | 'error' | 'critical' = 'error') {
  return class extends ServiceError {
    constructor(message: string, options?: ErrorOptions) {
      super(code, status, level, message, options);
    }
  };
}

export class ValidationError extends kind('VALIDATION_FAILED', 400, 'warning') {}
export class NotFoundError extends kind('NOT_FOUND', 404, 'warning') {}
export class TokenExpiredError extends kind('TOKEN_EXPIRED', 401, 'warning') {}
export class TokenMalformedError extends kind('TOKEN_MALFORMED', 401, 'warning') {}
export class DatabaseUnavailableError extends kind('DATABASE_UNAVAILABLE', 503) {}
export class PoolExhaustedError extends kind('POOL_EXHAUSTED', 503, 'critical') {}
export class AvatarConversionError extends kind('AVATAR_CONVERSION_FAILED', 500) {}
export class ExportFailedError extends kind('EXPORT_FAILED', 500, 'critical') {}
/** Somebody we call failed or could not be reached. */
export class UpstreamError extends kind('UPSTREAM_FAILED', 502) {}
export class UpstreamTimeoutError extends kind('UPSTREAM_TIMEOUT', 504) {}
export class RateLimitedError extends kind('RATE_LIMITED', 503) {}
export class SeatConflictError extends kind('SEAT_CONFLICT', 409) {}
export class PaymentDeclinedError extends kind('PAYMENT_DECLINED', 402, 'warning') {}
export class CurrencyMismatchError extends kind('CURRENCY_MISMATCH', 422) {}
export class LedgerCorruptError extends kind('LEDGER_CORRUPT', 500, 'critical') {}
export class MailDeliveryError extends kind('MAIL_DELIVERY_FAILED', 502) {}
export class TemplateNotFoundError extends kind('TEMPLATE_NOT_FOUND', 500) {}
export class TemplateValueError extends kind('TEMPLATE_VALUE_MISSING', 500) {}
export class QueueFullError extends kind('QUEUE_FULL', 503) {}
export class TrackingError extends kind('TRACKING_FAILED', 500) {}

/** What a database says, with its SQLSTATE as the code. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    message: string,
    readonly code: '23505' | '40P01',
    readonly detail: string,
    readonly status: number,
  ) {
    super(message);
  }
}
