import { homedir } from 'node:os';
import path from 'node:path';

/** Where downloads are kept between checkouts: `LOG_MONITOR_CACHE_DIR`, else the system's place for a user's caches. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.LOG_MONITOR_CACHE_DIR) return path.resolve(env.LOG_MONITOR_CACHE_DIR);
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'log-monitor');
  if (process.platform === 'win32') {
    return path.join(env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'log-monitor', 'cache');
  }
  return path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'log-monitor');
}
