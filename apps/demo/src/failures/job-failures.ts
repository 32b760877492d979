import { type FailureList, requestsTo } from '../journey/failure.js';
import type { ServiceName } from '../service/service-name.js';

/** So rare is each of them. */
const PROBABILITY = 0.0004;

/** Every job of a service as a failure of it. */
export function jobFailures<Name extends string>(
  service: ServiceName,
  jobs: Readonly<Record<Name, () => unknown>>,
): FailureList<`job-${Name}`> {
  const failures = Object.keys(jobs).map((name) => [
    `job-${name}`,
    { probability: PROBABILITY, request: () => requestsTo(service).post(`/jobs/${name}`, {}) },
  ]);
  return Object.fromEntries(failures) as FailureList<`job-${Name}`>;
}
