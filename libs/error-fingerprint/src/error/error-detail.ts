/** An error as a record carries it; `RecordError` of the contract fits. Each member may be missing or any text. */
export interface ErrorDetail {
  type?: string;
  message?: string;
  code?: string;
  stack?: string;
  cause?: ErrorDetail;
  /** Members of an `AggregateError`. */
  errors?: readonly ErrorDetail[];
}
