import { type AccessFormat, clfHeartbeat } from './access-format.js';
import { apacheCombined, apacheCommon, vhostCombined } from './apache.js';
import { apacheError, type ErrorFormat, nginxError, visorError } from './error-format.js';
import { apisix, apisixCustom, apisixOrigin, kongJson } from './gateways.js';
import { kongCustom, nginxCombined, nginxIngress, nginxJson, nginxMain } from './nginx.js';
import { caddy, envoyJson, envoyText, traefikClf, traefikJson } from './proxies.js';

/** What Visor's generator writes is Apache's common format. */
const visor: AccessFormat = {
  name: 'visor',
  heartbeat: clfHeartbeat,
  write: (request, clock) => apacheCommon.write(request, clock),
};

export const ACCESS_FORMATS: readonly AccessFormat[] = [
  nginxCombined,
  nginxMain,
  nginxIngress,
  nginxJson,
  apacheCommon,
  apacheCombined,
  vhostCombined,
  kongCustom,
  kongJson,
  apisix,
  apisixCustom,
  apisixOrigin,
  envoyText,
  envoyJson,
  traefikClf,
  traefikJson,
  caddy,
  visor,
];

export const ERROR_FORMATS: readonly ErrorFormat[] = [nginxError, apacheError, visorError];

/** @returns undefined when there is none of this name */
export function accessFormat(name: string): AccessFormat | undefined {
  return ACCESS_FORMATS.find((format) => format.name === name);
}

/** @returns undefined when there is none of this name */
export function errorFormat(name: string): ErrorFormat | undefined {
  return ERROR_FORMATS.find((format) => format.name === name);
}
