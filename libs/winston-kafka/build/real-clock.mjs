import timers from 'node:timers';

/** The clock as it was when the package was loaded. The build puts these in the place of the globals: tests replace those. */
export const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = timers;
