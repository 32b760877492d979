import type { LogFormat } from '../record/log-format.js';
import { combined } from '../format/combined.js';
import { common } from '../format/common.js';
import { traefikClf } from '../format/traefik-clf.js';
import { vhostCombined, vhostCommon } from '../format/vhost.js';
import { w3c } from '../format/w3c.js';
import { caddyJson } from '../json/caddy-json.js';
import { compileGoAccessFormat } from '../compile/goaccess-format.js';

const W3C_DATE = '%Y-%m-%d';

const CLOUDFRONT_FIELDS =
  '%d\\t%t\\t%^\\t%b\\t%h\\t%m\\t%v\\t%U\\t%s\\t%R\\t%u\\t%q\\t%^\\t%C\\t%^\\t%^\\t%^\\t%^\\t%T\\t%^\\t%K\\t%k\\t%^\\t%H\\t%^';

/** GoAccess's predefined formats (settings.c of GoAccess 1.11) by their names; those that others define too are read by our own parsers. */
const FORMAT_BY_NAME: Readonly<Record<string, () => LogFormat>> = {
  COMBINED: () => combined,
  VCOMBINED: () => vhostCombined,
  COMMON: () => common,
  VCOMMON: () => vhostCommon,
  TRAEFIKCLF: () => traefikClf,
  CADDY: () => caddyJson,
  W3C: w3c,
  CLOUDFRONT: () => compileGoAccessFormat({ logFormat: CLOUDFRONT_FIELDS, dateFormat: W3C_DATE }, 'cloudfront'),
  CLOUDSTORAGE: () =>
    compileGoAccessFormat(
      { logFormat: '"%x","%h",%^,%^,"%m","%U","%s",%^,"%b","%D",%^,"%R","%u"', dateFormat: '%f', timeFormat: '%f' },
      'cloudstorage',
    ),
  AWSELB: () =>
    compileGoAccessFormat(
      { logFormat: '%^ %dT%t.%^ %^ %h:%^ %^ %^ %T %^ %s %^ %^ %b "%r" "%u" %k %K %^ "%^" "%v"', dateFormat: W3C_DATE },
      'awselb',
    ),
  AWSALB: () =>
    compileGoAccessFormat(
      { logFormat: '%^ %dT%t.%^ %v %h:%^ %^ %^ %T %^ %s %^ %^ %b "%r" "%u" %k %K %^', dateFormat: W3C_DATE },
      'awsalb',
    ),
  // The classic balancer, which GoAccess has no name for: without the type that stands first in the newer ones.
  AWSCLB: () =>
    compileGoAccessFormat(
      { logFormat: '%dT%t.%^ %^ %h:%^ %^ %^ %T %^ %s %^ %^ %b "%r" "%u" %k %K', dateFormat: W3C_DATE },
      'awsclb',
    ),
  AWSS3: () => compileGoAccessFormat({ logFormat: '%^ %v [%d:%t %^] %h %^"%r" %s %^ %b %^ %L %^ "%R" "%u"' }, 'awss3'),
  SQUID: () =>
    compileGoAccessFormat(
      { logFormat: '%x.%^ %~%L %h %^/%s %b %m %U %^', dateFormat: '%s', timeFormat: '%s' },
      'squid',
    ),
};

/** @returns undefined when GoAccess has no such format */
export function goAccessNamed(name: string): LogFormat | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(FORMAT_BY_NAME, upper) ? FORMAT_BY_NAME[upper]?.() : undefined;
}
