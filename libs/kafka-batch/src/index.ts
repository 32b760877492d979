export { RECORDS_AT } from './batch-layout.js';
export { BatchFormatError } from './byte-cursor.js';
export { type Compress, type RecordSet, encodeGzipBatch, encodeRecordBatch } from './encode-record-batch.js';
export { HeaderWalk } from './header-walk.js';
export { type BatchHeader, readBatchHeader } from './read-batch-header.js';
export { RecordWalk } from './record-walk.js';
