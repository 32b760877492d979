/** The headers that a request carries on its way through the services. */
export const REQUEST_ID_HEADER = 'x-request-id';
export const USER_ID_HEADER = 'x-user-id';
/** Turns on one outage of the outside world, for this request alone. */
export const OUTAGE_HEADER = 'x-demo-outage';
