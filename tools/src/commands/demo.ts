import { APP_SCRIPTS } from '../start/start.js';
import { runInForeground } from './foreground-app.js';

/** `npm run demo`: the demo services alone, against KAFKA_BOOTSTRAP_SERVERS. */
export function run(args: string[]): Promise<number> {
  return runInForeground(APP_SCRIPTS.demo, args);
}
