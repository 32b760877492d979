/** PostgreSQL's channel on which monitors tell one another that records were stored. Its messages have no content. */
export const STORED_CHANNEL = 'log_monitor_stored';
