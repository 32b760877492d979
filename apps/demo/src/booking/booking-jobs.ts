import { gunzipSync, gzipSync } from 'node:zlib';
import { CurrencyMismatchError, DatabaseError } from '../service/service-errors.js';

const FARES = JSON.parse('[{ "amount": 219, "currency": "EUR" }, { "currency": "EURO" }]') as {
  readonly amount: number;
  readonly currency: string;
}[];

export const BOOKING_JOBS = {
  /** A fare has no amount. */
  makePriceList: () => FARES.map(({ amount }) => amount.toFixed(2)),
  /** A currency has four letters. */
  formatFares: () =>
    FARES.map(({ currency }) => new Intl.NumberFormat('en', { style: 'currency', currency }).format(1)),
  /** An airport lies in a time zone that is not in the tables of this machine. */
  listDepartures: () => new Intl.DateTimeFormat('en', { timeZone: 'Europe/Atlantis' }).format(0),
  /** The seat maps were sent in part. */
  unpackSeatMaps: () => gunzipSync(gzipSync('A'.repeat(5_000)).subarray(0, 20)),
  /** A rule of an airline has a bracket too many. */
  readFareRules: () => new RegExp('^(?:LH|OS))\\d+$').test('LH400'),
  /** The manifest ends before its last passenger. */
  readManifest: () => Buffer.from('LH400').readUInt32BE(4),
  /** A partner gives an address without its host. */
  askPartners: () => new URL('/fares?flight=LH400').href,
  /** Two invoices have one number. */
  writeInvoices() {
    const constraint = 'duplicate key value violates unique constraint "invoice_number_key"';
    throw new DatabaseError(constraint, '23505', 'Key (number)=(2027-000412) already exists.', 500);
  },
  /** The bank's file is in another currency than the account. */
  matchPayments() {
    throw new CurrencyMismatchError('A statement in CHF cannot be matched with an account in EUR');
  },
};
