/**
 * SQL that selects the versions which services of a problem had before a moment, where their texts say no order (hashes of commits). A version was there
 * when Kafka had a record of a process of it, or when the problem happened in it: neither depends on when the monitor came to read of it.
 *
 * @param group and moment: expressions
 */
export function earlierVersions(group: string, moment: string): string {
  const occurrences = 'error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash';
  return `
  SELECT source.version FROM source JOIN ledger ON ledger.source_id = source.id
   WHERE source.service_id IN (SELECT o.service_id FROM ${occurrences} WHERE f.group_id = ${group})
     AND source.version IS NOT NULL AND ledger.first_seen <= ${moment}
  UNION
  SELECT o.version FROM ${occurrences} WHERE f.group_id = ${group} AND o.first_seen <= ${moment}`;
}
