/**
 * The borders between rooms. The folder tree is the pipeline: log call, Kafka, ingest, store, query, views.
 * `npm run check` fails on an import that crosses one of them; `npm run structure` draws what is there.
 */

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const monitor = (rooms) => `^apps/monitor/src/(${rooms})/`;
const NODE_MODULES = 'node_modules/';
const PACKAGES = { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'] };

module.exports = {
  forbidden: [
    forbid('no-circle', 'Files never need one another in a circle.', {}, { circular: true }),
    { ...forbid('no-circle-of-rooms', 'Nor do folders.', {}, { circular: true }), scope: 'folder' },
    forbid('unresolved', 'Every import names something that exists.', {}, { couldNotResolve: true }),

    forbid(
      'libs-know-no-apps',
      'A library serves every application.',
      { path: '^libs/' },
      { path: '^(apps|dashboard|tools)/' },
    ),
    forbid(
      'pure-contract',
      'The contract and the formats are pure code.',
      { path: '^libs/(log-record|access-record|access-statistics|access-report|access-anomaly|kafka-batch)/src/' },
      { ...PACKAGES, pathNot: `${NODE_MODULES}zod` },
    ),
    forbid(
      'fingerprints-are-pure',
      'A fingerprint depends on the error alone. Only rules need the engine of linear time.',
      { path: '^libs/error-fingerprint/src/' },
      { ...PACKAGES, pathNot: `${NODE_MODULES}re2js/` },
    ),
    forbid(
      'parsers-are-pure',
      'Lines become records without file, network or database.',
      { path: '^libs/access-log/src/' },
      { ...PACKAGES, pathNot: `${NODE_MODULES}(bowser|ipaddr.js|isbot|lru-cache)/` },
    ),
    forbid(
      'delivery-knows-no-winston',
      'What delivers to Kafka serves every kind of producer.',
      { path: '^libs/kafka-delivery/' },
      { path: `${NODE_MODULES}(winston|@nestjs|pino)|^libs/winston-kafka/` },
    ),
    forbid(
      'api-is-shapes',
      'Questions and answers are schemas and types only.',
      { path: '^libs/monitor-api/src/' },
      { ...PACKAGES, pathNot: `${NODE_MODULES}zod` },
    ),

    forbid(
      'batch-is-a-leaf',
      'A batch is data between ingest and store.',
      { path: monitor('batch') },
      { path: monitor('boot|ingest|store|query|views|metrics') },
    ),
    forbid(
      'ingest-knows-no-table',
      'Ingest puts batches into a sink; who implements it is none of its business.',
      { path: monitor('ingest') },
      { path: monitor('boot|store|query|alerts|views') },
    ),
    forbid(
      'ingest-speaks-no-sql',
      'Only store and query talk to PostgreSQL.',
      { path: monitor('ingest|views|batch') },
      { path: `${NODE_MODULES}(pg|pg-copy-streams|typeorm)/` },
    ),
    forbid(
      'store-knows-no-reader',
      'The store takes batches; it knows neither who reads Kafka nor who asks.',
      { path: monitor('store') },
      { path: monitor('boot|ingest|query|alerts|groups|anomalies|views') },
    ),
    forbid(
      'query-reads-only',
      'Questions go to PostgreSQL, not to those who fill it.',
      { path: monitor('query') },
      { path: monitor('boot|ingest|store|alerts|groups|anomalies|views') },
    ),
    forbid(
      'alerts-know-no-http',
      'Alerts go from tables to decisions and messages; how they are asked for is a matter of views.',
      { path: monitor('alerts') },
      { path: monitor('boot|ingest|views') },
    ),
    forbid(
      'problems-know-no-http',
      'Problems are counted and decided about; who asks for them is a matter of views.',
      { path: monitor('groups') },
      { path: monitor('boot|ingest|alerts|views') },
    ),
    forbid(
      'anomalies-know-no-http',
      'Requests are judged; who asks for what was found is a matter of views.',
      { path: monitor('anomalies') },
      { path: monitor('boot|ingest|query|alerts|groups|views') },
    ),
    forbid(
      'verdicts-are-pure',
      'Live evaluation, preview and back-test judge by the same code, which knows neither database nor clock.',
      { path: monitor('alerts/(kind|evaluation)') },
      { ...PACKAGES, pathNot: 'monitor-api|log-record|access-record|access-statistics' },
    ),
    forbid(
      'views-ask-query',
      'Views show what query answers. Commands on dead letters go to ingest, which can decode.',
      { path: monitor('views') },
      { path: monitor('boot|store|ingest'), pathNot: monitor('ingest/dead-letters') },
    ),
    forbid(
      'boot-comes-last',
      'What wires everything is needed by nobody.',
      { path: '^apps/monitor/src/', pathNot: '^apps/monitor/src/(boot/|main)' },
      { path: monitor('boot') },
    ),
    forbid(
      'kafka-by-two',
      'Only ingest and delivery talk to Kafka.',
      { path: monitor('store|query|views|batch') },
      { path: `${NODE_MODULES}kafkajs/` },
    ),

    forbid(
      'page-on-top',
      'Pages use parts, never the other way round.',
      { path: '^dashboard/src/(api|chart|list|live|navigation|part|text)/' },
      { path: '^dashboard/src/page/' },
    ),
    forbid(
      'text-is-pure',
      'Text is made of values.',
      { path: '^dashboard/src/text/' },
      { path: '^dashboard/src/(api|chart|list|live|navigation|part|page)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test|bench|coverage)/|\\.css$' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'require', 'default'] },
  },
};
