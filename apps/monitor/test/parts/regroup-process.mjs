// Counts errors by problem and applies rules on DATABASE_URL until it is killed: what a monitor does about problems besides reading from Kafka and answering.
import 'reflect-metadata';
import { loadConfiguration } from '../../dist/configuration/load-configuration.js';
import { GroupFold } from '../../dist/groups/fold/group-fold.js';
import { Regrouping } from '../../dist/groups/regroup/regrouping.js';
import { IngestPool } from '../../dist/store/connection/ingest-pool.js';

const configuration = loadConfiguration(process.env, '0');
const pool = new IngestPool(configuration);
const fold = new GroupFold(pool, configuration);
fold.onApplicationBootstrap();
new Regrouping(pool, fold, configuration).onApplicationBootstrap();
setInterval(() => undefined, 60_000);
