import { line } from '../message/inert.js';
import type { SendOutcome } from './channel.js';
import type { Posted } from './post-json.js';
import { RefusedHostError } from './public-address.js';

const LONGEST_WAIT_MS = 3_600_000;
/** The receiver says that it understood the request and does not want this body. */
const REFUSES_BODY = [400, 413, 415, 422];

/** @param host is named in the sentence; addresses of webhooks are secrets */
export function httpOutcome({ status, retryAfter }: Posted, host: string, now: Date): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', detail: `${host} answered ${status}` };
  if (REFUSES_BODY.includes(status))
    return { kind: 'rejected', detail: `${host} refuses the message: it answered ${status}` };
  const afterMs = retryAfterMs(retryAfter, now);
  return {
    kind: 'retry',
    detail: `${host} answered ${status}${hintOf(status)}`,
    ...(afterMs !== undefined && { afterMs }),
  };
}

function hintOf(status: number): string {
  if (status === 401 || status === 403) return ': it does not let us in; check the address and its secret';
  if (status === 404 || status === 410) return ': there is no such webhook any more; check its address';
  return status === 429 ? ': it wants fewer messages' : '';
}

/** RFC 9110 §10.2.3: seconds, or a date; never longer than an hour. */
function retryAfterMs(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

/** What the network threw, as a sentence. */
export function networkOutcome(error: unknown, host: string): SendOutcome {
  return { kind: 'retry', detail: networkSentence(error, host) };
}

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name service does not answer',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is signed by itself; NODE_EXTRA_CA_CERTS can name an authority to trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an authority that is not known; NODE_EXTRA_CA_CERTS can name it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is of an authority that is not known; NODE_EXTRA_CA_CERTS can name it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is of an authority that is not known; NODE_EXTRA_CA_CERTS can name it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** Libraries put codes of their own over those of the socket; the text still tells. */
function sentenceIn(message: string): string | undefined {
  const code = Object.keys(SENTENCES).find((name) => message.includes(name));
  if (code !== undefined) return SENTENCES[code];
  if (/certificate's altnames/.test(message)) return SENTENCES['ERR_TLS_CERT_ALTNAME_INVALID'];
  return /self.signed certificate/.test(message) ? SENTENCES['DEPTH_ZERO_SELF_SIGNED_CERT'] : undefined;
}

export function networkSentence(error: unknown, host: string): string {
  if (error instanceof RefusedHostError) return error.message;
  const { code = '', name = '', message = '' } = error as { code?: string; name?: string; message?: string };
  if (name === 'TimeoutError' || code === 'ABORT_ERR') return `${host}: it did not answer in time`;
  return `${host}: ${SENTENCES[code] ?? sentenceIn(message) ?? (line(message, 200) || code)}`;
}
