import { STATUS_CLASSES } from '@log-monitor/access-record';
import { LEVELS } from '@log-monitor/log-record';
import { z } from 'zod';
import { ANOMALY_DETECTORS } from './access-anomaly.js';

const MAX_NAMES = 200;
/** Of a search and of a regular expression. */
const MAX_SEARCH = 500;

export const ruleText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !value.includes('\0'), 'must not hold the character NUL');

const names = z.array(ruleText(200)).min(1).max(MAX_NAMES);
const statusClasses = [...STATUS_CLASSES.filter((name) => /\D/.test(name)), 'errors'] as const;

/** Members for records of services. */
const ofRecords = {
  services: names.describe('only these services; * stands for any characters').exactOptional(),
  exceptServices: names.describe('without these services; * stands for any characters').exactOptional(),
  levels: z.array(z.enum(LEVELS)).min(1).max(LEVELS.length).describe('only these levels').exactOptional(),
  versions: names.describe('only records of these versions of a service; * stands for any characters').exactOptional(),
  errorTypes: names.describe('only records with an error of these types; * stands for any characters').exactOptional(),
  search: ruleText(MAX_SEARCH)
    .describe('only records with this text in message, error type or error message, in any case')
    .exactOptional(),
  regex: ruleText(MAX_SEARCH)
    .describe('only records in whose message, error type or error message this regular expression (RE2) matches')
    .exactOptional(),
};

/** Members for requests of web servers. */
const ofRequests = {
  hosts: names
    .describe('only requests for these hosts; * stands for any characters, (unknown) for a line without host')
    .exactOptional(),
  routes: names
    .describe('only requests of these routes: method and path, as in GET /orders/:id; * stands for any characters')
    .exactOptional(),
  statuses: z
    .array(z.enum(statusClasses, `must be ${statusClasses.join(', ')}`))
    .min(1)
    .max(statusClasses.length)
    .describe('only requests with a status of these classes; errors: 400 and more')
    .exactOptional(),
  sources: names.describe('only requests in the lines of these sources; * stands for any characters').exactOptional(),
};

/** Members for what is unusual in requests, besides hosts and sources. */
const ofAnomalies = {
  detectors: z
    .array(z.enum(ANOMALY_DETECTORS, `must be ${ANOMALY_DETECTORS.join(', ')}`))
    .min(1)
    .max(ANOMALY_DETECTORS.length)
    .describe('only what these detectors find')
    .exactOptional(),
};

/** What a rule looks at. Each kind takes some of the members; `GET /api/v1/alerts/kinds` says which. */
export const alertScope = z
  .strictObject({ ...ofRecords, ...ofRequests, ...ofAnomalies })
  .describe("which records or requests count; the monitor's own records never do, unless a rule names their service");

export type AlertScope = z.infer<typeof alertScope>;
export type AlertScopeMember = keyof AlertScope;

export const ALERT_SCOPE_MEMBERS = Object.keys(alertScope.shape) as [AlertScopeMember, ...AlertScopeMember[]];
