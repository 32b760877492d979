import type { LogSums } from '../measure/log-sums.js';
import type { KnownService, Measurements } from '../measure/measurements.js';
import type { Measured } from './alert-kind.js';
import type { WatchedRule } from './watched-rule.js';

/** Measures each service by itself, or all that a rule watches together. */
export function perGroup(
  rule: WatchedRule,
  { services }: Measurements,
  measure: (services: readonly KnownService[]) => Omit<Measured, 'key'>,
): Measured[] {
  const watched = rule.services(services);
  if (rule.rule.groupBy === undefined) return [{ key: '', ...measure(watched) }];
  return watched.map((service) => {
    const { value, volume } = measure([service]);
    return { key: service.name, value, volume };
  });
}

/**
 * The records that a rule counts.
 *
 * @returns undefined when it cannot be known which ones hold what it asks for
 */
export function countedSums(
  { narrowing, windowMinutes }: WatchedRule,
  measurements: Measurements,
  daysBefore = 0,
): LogSums | undefined {
  if (narrowing === undefined) return measurements.sums(windowMinutes, daysBefore);
  return measurements.narrowedSums(narrowing, windowMinutes, daysBefore);
}

export function sumOf(
  services: readonly KnownService[],
  sums: { of(serviceId: number, levels?: readonly number[]): number },
  levels?: readonly number[],
): number {
  let sum = 0;
  for (const { id } of services) sum += sums.of(id, levels);
  return sum;
}
