class JobError extends Error {
  constructor(job, reason) {
    super(`job ${job.id} ${reason}`);
    this.name = 'JobError';
    this.job = job;
  }
}
exports.Worker = class Worker {
  async process(job) {
    await new Promise((resolve) => setImmediate(resolve));
    this.#fail(job, 'lost its worker');
  }
  async drain(job) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.#fail(job, 'lost its worker');
  }
  #fail(job, reason) {
    throw new JobError(job, reason);
  }
};
