import type { RequestHandler } from 'express';
import { Histogram } from 'prom-client';
import type { MetricsRegistry } from '../../metrics/metrics-registry.js';

/** Times every request by its route's pattern, never by its address: labels must not grow with what people ask. */
export function requestMetrics(registry: MetricsRegistry): RequestHandler {
  const seconds = new Histogram({
    name: 'log_monitor_http_request_seconds',
    help: 'time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return (request, response, next) => {
    const stop = seconds.startTimer();
    response.once('close', () => {
      const matched = request.route as { path?: unknown } | undefined;
      const route = typeof matched?.path === 'string' ? matched.path : 'other';
      stop({ method: METHODS.has(request.method) ? request.method : 'other', route, status: response.statusCode });
    });
    next();
  };
}

const METHODS = new Set(['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);
