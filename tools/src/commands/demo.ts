import { runInForeground } from './foreground-app.js';

/** `npm run demo`: the demo services alone, against KAFKA_BOOTSTRAP_SERVERS. */
export const run = (args: string[]): Promise<number> => runInForeground('demo', args);
