// Loaded before a monitor (node --import): the reader of batches throws a TypeError once, when SIGUSR2 has come. kafkajs takes that for an error after
// which a consumer must not be started again.
import { PartitionReader } from '../../dist/ingest/partition/partition-reader.js';

const read = PartitionReader.prototype.read;
let fail = false;
process.on('SIGUSR2', () => (fail = true));

PartitionReader.prototype.read = function (...given) {
  if (!fail) return read.apply(this, given);
  fail = false;
  console.log('failpoint reached');
  throw new TypeError('failpoint');
};
