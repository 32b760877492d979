/** Whether the monitor does its job at the moment. */
export interface Readiness {
  ready: boolean;
  /** One sentence per thing that is missing; empty when ready. */
  reasons: string[];
}

/** Asked by `/health/ready`; implemented where ingest and database are both known. */
export abstract class ReadinessSource {
  /** Answers within two seconds and never throws: what cannot be found out is a reason. */
  abstract readiness(): Promise<Readiness>;
}
