import { Global, Module } from '@nestjs/common';
import { AnomalyEvaluator } from './schedule/anomaly-evaluator.js';
import { AnomalyMetrics } from './schedule/anomaly-metrics.js';
import { SilenceDesk } from './silence/silence-desk.js';

/** What people decide about anomalies, without anything that acts by itself. */
export const DECIDING_ON_ANOMALIES = [SilenceDesk];

/** What is unusual in requests: windows are judged, and what is found is kept. */
@Global()
@Module({
  providers: [AnomalyMetrics, AnomalyEvaluator, ...DECIDING_ON_ANOMALIES],
  exports: DECIDING_ON_ANOMALIES,
})
export class AnomaliesModule {}
