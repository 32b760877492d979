import { runInForeground } from './foreground-app.js';

/** `npm run monitor`: the monitor alone, against DATABASE_URL and KAFKA_BOOTSTRAP_SERVERS. */
export const run = (args: string[]): Promise<number> => runInForeground('monitor', args);
