import { NotFoundError } from './service-errors.js';
import { type Routes, step } from './step.js';

/** Jobs of a service that run at night, by their names. Each has something to do with tonight's data that it was not made for. */
type Jobs = Readonly<Record<string, () => unknown>>;

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
