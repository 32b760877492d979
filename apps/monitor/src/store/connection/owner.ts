import { hostname } from 'node:os';

/** The name under which this process stands in the tables that several monitors share. */
export const OWNER = `${hostname()}/${process.pid}`;
