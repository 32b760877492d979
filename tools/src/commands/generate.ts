import { runInForeground } from './foreground-app.js';

/** `npm run generate -- …`: the log generator, with its own arguments. */
export const run = (args: string[]): Promise<number> => runInForeground('generator', args);
