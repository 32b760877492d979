const RealDate = globalThis.Date;
const { now } = RealDate;

/** The date as it was when the package was loaded, for deadlines and for Kafka. Jest warns when its own is used after a test. */
export const Date = class extends RealDate {
  static now = now;
};
