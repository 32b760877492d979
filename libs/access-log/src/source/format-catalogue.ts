import { compileApacheFormat } from '../compile/apache-log-format.js';
import { compileGoAccessFormat, type GoAccessFormat } from '../compile/goaccess-format.js';
import { LogFormatError } from '../compile/log-format-error.js';
import { compileNginxFormat } from '../compile/nginx-log-format.js';
import { apacheError } from '../error/apache-error.js';
import { nginxError } from '../error/nginx-error.js';
import { NODE_FORMATS } from '../application/node-formats.js';
import { OTHER_APPLICATION_FORMATS } from '../application/other-formats.js';
import { PYTHON_FORMATS } from '../application/python-formats.js';
import { apisixOrigin } from '../format/apisix-origin.js';
import { combined } from '../format/combined.js';
import { common } from '../format/common.js';
import { envoyText, istioText } from '../format/envoy-text.js';
import { haproxy, haproxyClf } from '../format/haproxy.js';
import { kongCustom } from '../format/kong-custom.js';
import { nginxIngress } from '../format/nginx-ingress.js';
import { nginxMain } from '../format/nginx-main.js';
import { sslRequest } from '../format/ssl-request.js';
import { traefikClf } from '../format/traefik-clf.js';
import { vhostCombined, vhostCommon } from '../format/vhost.js';
import { w3c } from '../format/w3c.js';
import { anyJson } from '../json/any-json.js';
import { apisixJson } from '../json/apisix-json.js';
import { caddyJson } from '../json/caddy-json.js';
import { envoyJson } from '../json/envoy-json.js';
import { genericJson } from '../json/generic-json.js';
import { kongJson } from '../json/kong-json.js';
import { logfmt, ltsv } from '../json/pairs.js';
import { traefikJson } from '../json/traefik-json.js';
import type { LogFormat } from '../record/log-format.js';
import { goAccessNamed } from './goaccess-names.js';

/** A format by name, or by the string that the server's own configuration has. */
export type FormatChoice =
  string | { readonly nginx: string } | { readonly apache: string } | { readonly goaccess: GoAccessFormat };

/**
 * Formats that are recognised from lines, the more specific one before the one that reads its lines as well. W3C's parser remembers the fields of its
 * source, so each source gets new ones.
 */
export function detectableFormats(): LogFormat[] {
  return [
    nginxIngress,
    traefikClf,
    haproxyClf,
    nginxMain,
    vhostCombined,
    combined,
    vhostCommon,
    common,
    kongCustom,
    sslRequest,
    istioText,
    envoyText,
    anyJson,
    nginxError,
    apacheError,
    apisixOrigin,
    haproxy,
    ltsv,
    logfmt,
    ...NODE_FORMATS,
    ...PYTHON_FORMATS,
    ...OTHER_APPLICATION_FORMATS,
    w3c(),
    ...CLOUD_FORMATS,
  ];
}

const CLOUD_FORMATS: readonly LogFormat[] = [
  'AWSELB',
  'AWSALB',
  'AWSCLB',
  'AWSS3',
  'CLOUDFRONT',
  'CLOUDSTORAGE',
  'SQUID',
]
  .map(goAccessNamed)
  .filter((format) => format !== undefined);

const MORE_FORMATS: readonly LogFormat[] = [kongJson, apisixJson, traefikJson, caddyJson, envoyJson, genericJson];

const OTHER_NAMES: Readonly<Record<string, string>> = {
  nginx: 'combined',
  'nginx-combined': 'combined',
  'nginx-main': 'main',
  'nginx-json': 'json',
  'apache-combined': 'combined',
  'apache-common': 'common',
  visor: 'common',
  'visor-error': 'apache-error',
  iis: 'w3c',
  'kong-custom': 'kong',
  'apisix-custom': 'json-fields',
};

/** Names of all formats, without the other names of the same ones. */
export function formatNames(): string[] {
  return [...detectableFormats(), ...MORE_FORMATS].map(({ name }) => name);
}

/** GoAccess's date, time and "whatever stands there". Apache has none of them, but `%^FB`. */
const GOACCESS_SPECIFIER = /%(?:[dx~]|\^(?!FB))/;

/** What is meant by a text that may be a name or the string of nginx (its variables begin with `$`), Apache or GoAccess. */
export function formatChoice(text: string): FormatChoice {
  if (text.includes('$')) return { nginx: text };
  if (!text.includes('%')) return text;
  return GOACCESS_SPECIFIER.test(text) ? { goaccess: { logFormat: text } } : { apache: text };
}

/**
 * @param choice a name, GoAccess's among them, or a format string
 * @throws LogFormatError when there is no such format or the string cannot be compiled
 */
export function formatOf(choice: FormatChoice): LogFormat {
  if (typeof choice === 'object') {
    if ('nginx' in choice) return compileNginxFormat(choice.nginx);
    return 'apache' in choice ? compileApacheFormat(choice.apache) : compileGoAccessFormat(choice.goaccess);
  }
  const name = OTHER_NAMES[choice.toLowerCase()] ?? choice.toLowerCase();
  const format = [...detectableFormats(), ...MORE_FORMATS].find((each) => each.name === name) ?? goAccessNamed(choice);
  if (format === undefined)
    throw new LogFormatError(`there is no format "${choice}"; there are ${formatNames().join(', ')}`);
  return format;
}
