import { runInForeground } from './foreground-app.js';

/** `npm run collect -- …`: lines of web servers' logs to Kafka, at KAFKA_BOOTSTRAP_SERVERS. */
export const run = (args: string[]): Promise<number> => runInForeground('collector', args);
