import { textFormat } from '../compile/text-format.js';
import {
  attributeField,
  countField,
  durationField,
  isoTimeField,
  statusField,
  textField,
} from '../field/field-setters.js';
import { field, type FormatPart } from '../field/format-part.js';

const time = field(isoTimeField, 'token', 'bad_time');
const request = field(textField('request'));
const status = field(statusField, 'number', 'bad_status');
const received = field(countField('requestSize'), 'number');
const sent = field(countField('bodySize'), 'number');
const duration = field(durationField('durationMs', 1), 'number');
const upstreamTime = field(durationField('upstreamMs', 1), 'number');

const quotedEnd: readonly FormatPart[] = [
  field(textField('forwardedFor')),
  '" "',
  field(textField('userAgent')),
  '" "',
  field(textField('requestId')),
  '" "',
  field(textField('host')),
  '" "',
  field(textField('upstreamAddresses')),
  '"',
];

/** Envoy's default format string. Times are in ms; 0 is the status of a request whose client left first. */
export const envoyText = textFormat(
  'envoy',
  ['[', time, '] "', request, '" ', status, ' ', field(attributeField('response_flags'), 'token'), ' ', received, ' ', sent, ' ', duration, ' ', upstreamTime, ' "', ...quotedEnd],
  false,
); // prettier-ignore

/** Istio's: details of the answer and the transport failure stand before the sizes, cluster and addresses after the upstream. */
export const istioText = textFormat(
  'istio',
  [
    '[', time, '] "', request, '" ', status, ' ', field(attributeField('response_flags'), 'token'), ' ',
    field(attributeField('response_code_details'), 'token'), ' ', field(attributeField('connection_details'), 'token'), ' "',
    field(attributeField('transport_failure')), '" ', received, ' ', sent, ' ', duration, ' ', upstreamTime, ' "', ...quotedEnd, ' ',
    field(attributeField('upstream_cluster'), 'token'), ' ', field(attributeField('upstream_local_address'), 'token'), ' ',
    field(attributeField('downstream_local_address'), 'token'), ' ', field(textField('peer'), 'token'), ' ',
    field(attributeField('requested_server_name'), 'token'), ' ', field(attributeField('route_name'), 'token'),
  ],
  false,
); // prettier-ignore
