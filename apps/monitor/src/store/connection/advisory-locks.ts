/**
 * The numbers of PostgreSQL's advisory locks by which monitors on one database take turns. Any numbers do, as long as they differ from one another
 * and are the same in every monitor, of every version.
 */

/** Held while the schema is brought up to date: 'logm' in ASCII. */
export const MIGRATION_LOCK = 0x6c6f676d;
/** Held while a day's partition is made or dropped: 'logp' in ASCII. */
export const PARTITIONS_LOCK = 0x6c6f6770;
/** Held while counters are added up. */
export const FOLD_LOCK = 7_426_004;
/** Held while counts of web servers' logs are added to their windows. */
export const ACCESS_FOLD_LOCK = 7_426_005;
/** Held while counts of errors are added to their problems. */
export const GROUP_FOLD_LOCK = 7_426_006;
/** Held while windows of requests are judged. */
export const ANOMALY_LOCK = 7_426_007;
