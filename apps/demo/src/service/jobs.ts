import { type FailureList, requestsTo } from '../journey/failure.js';
import { NotFoundError } from './service-errors.js';
import type { ServiceName } from './service-name.js';
import { type Routes, step } from './step.js';

/** Jobs of a service that run at night, by their names. Each has something to do with tonight's data that it was not made for. */
export type Jobs = Readonly<Record<string, () => unknown>>;

/** So rare is each of them. */
const PROBABILITY = 0.0004;

/** Runs a job when it is asked for: `POST /jobs/:job`. */
export function addJobs(routes: Routes, jobs: Jobs): void {
  const run = step(
    'JobRunner',
    (name: string) => `The job ${name} failed`,
    async (name: string) => {
      const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
      if (job === undefined) throw new NotFoundError(`There is no job ${name}`);
      return job();
    },
  );
  routes.post('/jobs/:job', ({ params }) => run(String(params.job)), 202);
}

/** Every job as a failure of its service. */
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
