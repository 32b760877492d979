/** How loud an error is in the log. Anything that is not one of ours is an error. */
export type ErrorLevel = 'warning' | 'error' | 'critical';

export type ServiceErrorCode =
  | 'VALIDATION_FAILED'
  | 'NOT_FOUND'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_MALFORMED'
  | 'DATABASE_UNAVAILABLE'
  | 'POOL_EXHAUSTED'
  | 'AVATAR_CONVERSION_FAILED'
  | 'EXPORT_FAILED'
  | 'UPSTREAM_FAILED'
  | 'UPSTREAM_TIMEOUT'
  | 'RATE_LIMITED'
  | 'SEAT_CONFLICT'
  | 'PAYMENT_DECLINED'
  | 'CURRENCY_MISMATCH'
  | 'LEDGER_CORRUPT'
  | 'MAIL_DELIVERY_FAILED'
  | 'TEMPLATE_NOT_FOUND'
  | 'TEMPLATE_VALUE_MISSING'
  | 'QUEUE_FULL'
  | 'TRACKING_FAILED';

/** An error that knows its HTTP status and how loud it is in the log. */
export abstract class ServiceError extends Error {
  abstract readonly code: ServiceErrorCode;
  abstract readonly status: number;
  readonly level: ErrorLevel = 'error';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class ValidationError extends ServiceError {
  readonly code = 'VALIDATION_FAILED';
  readonly status = 400;
  override readonly level = 'warning';
}

export class NotFoundError extends ServiceError {
  readonly code = 'NOT_FOUND';
  readonly status = 404;
  override readonly level = 'warning';
}

export class TokenExpiredError extends ServiceError {
  readonly code = 'TOKEN_EXPIRED';
  readonly status = 401;
  override readonly level = 'warning';
}

export class TokenMalformedError extends ServiceError {
  readonly code = 'TOKEN_MALFORMED';
  readonly status = 401;
  override readonly level = 'warning';
}

export class DatabaseUnavailableError extends ServiceError {
  readonly code = 'DATABASE_UNAVAILABLE';
  readonly status = 503;
}

export class PoolExhaustedError extends ServiceError {
  readonly code = 'POOL_EXHAUSTED';
  readonly status = 503;
  override readonly level = 'critical';
}

export class AvatarConversionError extends ServiceError {
  readonly code = 'AVATAR_CONVERSION_FAILED';
  readonly status = 500;
}

export class ExportFailedError extends ServiceError {
  readonly code = 'EXPORT_FAILED';
  readonly status = 500;
  override readonly level = 'critical';
}

/** Somebody we call failed or could not be reached. */
export class UpstreamError extends ServiceError {
  readonly code = 'UPSTREAM_FAILED';
  readonly status = 502;
}

export class UpstreamTimeoutError extends ServiceError {
  readonly code = 'UPSTREAM_TIMEOUT';
  readonly status = 504;
}

export class RateLimitedError extends ServiceError {
  readonly code = 'RATE_LIMITED';
  readonly status = 503;

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

export class SeatConflictError extends ServiceError {
  readonly code = 'SEAT_CONFLICT';
  readonly status = 409;
}

export class PaymentDeclinedError extends ServiceError {
  readonly code = 'PAYMENT_DECLINED';
  readonly status = 402;
  override readonly level = 'warning';
}

export class CurrencyMismatchError extends ServiceError {
  readonly code = 'CURRENCY_MISMATCH';
  readonly status = 422;
}

export class LedgerCorruptError extends ServiceError {
  readonly code = 'LEDGER_CORRUPT';
  readonly status = 500;
  override readonly level = 'critical';
}

export class MailDeliveryError extends ServiceError {
  readonly code = 'MAIL_DELIVERY_FAILED';
  readonly status = 502;
}

export class TemplateNotFoundError extends ServiceError {
  readonly code = 'TEMPLATE_NOT_FOUND';
  readonly status = 500;
}

export class TemplateValueError extends ServiceError {
  readonly code = 'TEMPLATE_VALUE_MISSING';
  readonly status = 500;
}

export class QueueFullError extends ServiceError {
  readonly code = 'QUEUE_FULL';
  readonly status = 503;
}

export class TrackingError extends ServiceError {
  readonly code = 'TRACKING_FAILED';
  readonly status = 500;
}

/** What a database says, with its SQLSTATE as the code. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    message: string,
    readonly code: '23505' | '40P01',
    readonly detail: string,
  ) {
    super(message);
  }

  get status(): number {
    return this.code === '23505' ? 409 : 500;
  }
}
