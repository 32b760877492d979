import { APP_SCRIPTS } from '../start/start.js';
import { runInForeground } from './foreground-app.js';

/** `npm run monitor`: the monitor alone, against DATABASE_URL and KAFKA_BOOTSTRAP_SERVERS. */
export function run(args: string[]): Promise<number> {
  return runInForeground(APP_SCRIPTS.monitor, args);
}
