import { expect, it } from 'vitest';
import type { Configuration } from '../../src/configuration/configuration.js';
import { type ConfigurationError, loadConfiguration } from '../../src/configuration/load-configuration.js';
import { planTopics } from '../../src/configuration/topic-plan.js';

const load = (variables: Record<string, string>): Configuration =>
  loadConfiguration({ DATABASE_URL: 'postgres://localhost/x', ...variables }, '1');
const problemsOf = (variables: Record<string, string>): readonly string[] => {
  try {
    load(variables);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
};

it('reads four topics where nothing is said, and creates two of them', () => {
  const planned = planTopics(load({})).topics.filter(({ kind }) => kind === 'access');
  expect(planned.map(({ topic, upkeep }) => [topic, upkeep])).toEqual([
    ['web-logs', 'wanted'],
    ['web-errors', 'wanted'],
    ['logging.kong', 'foreign'],
    ['apisix-logs', 'foreign'],
  ]);
});

it('takes a format for each topic, by name or as the server has it, commas included', () => {
  const format = '$remote_addr, $status, "$request", $request_time';
  const { access } = load({ ACCESS_LOG_TOPICS: `web-logs, edge=${format},logging.kong=kong, apache=%h %t "%r" %>s` });
  expect(access.topics).toEqual([
    { topic: 'web-logs', format: undefined },
    { topic: 'edge', format },
    { topic: 'logging.kong', format: 'kong' },
    { topic: 'apache', format: '%h %t "%r" %>s' },
  ]);
  expect(load({ ACCESS_LOG_TOPICS: 'off' }).access.topics).toEqual([]);
});

it('takes rules of projects and health checks', () => {
  const { access } = load({
    ACCESS_PROJECT_RULE: 'separator=.,otherwise=rest,WWW.example.com=shop',
    ACCESS_HEALTH_CHECKS: '/up, 127.0.0.1, ::1, kube-probe/',
    ACCESS_TRUSTED_PROXIES: 'off',
  });
  expect(access.project).toEqual({ separator: '.', otherwise: 'rest', hosts: { 'www.example.com': 'shop' } });
  expect(access.healthChecks).toEqual({ paths: ['/up'], clients: ['127.0.0.1', '::1'], userAgents: ['kube-probe/'] });
  expect(access.trustedProxies).toEqual([]);
  expect(load({ ACCESS_HEALTH_CHECKS: 'off' }).access.healthChecks).toEqual({ paths: [], clients: [], userAgents: [] });
});

it.each([
  ['ACCESS_LOG_TOPICS', 'web logs', 'which is no name of one'],
  ['ACCESS_LOG_TOPICS', 'web-logs=klingon', 'there is no format'],
  ['ACCESS_LOG_TOPICS', 'application-logs', 'which has log records'],
  ['ACCESS_TRUSTED_PROXIES', '10.0.0.0/99', 'must be addresses or ranges'],
  ['ACCESS_PROJECT_RULE', 'shop', 'must be pairs'],
  ['ACCESS_TIME_ZONE', 'Mars/Olympus', 'must be an IANA time zone'],
  ['DISPLAY_TIME_ZONE', 'Mars/Olympus', 'must be an IANA time zone'],
  ['ACCESS_RETENTION_DAYS', '0', 'must be a whole number'],
])('refuses %s=%s', (name, value, reason) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(name);
  expect(problems[0]).toContain(reason);
});
