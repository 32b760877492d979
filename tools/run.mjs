/*
 * The door of every npm script. Uses only what Node itself has, because on a fresh clone nothing else is there yet.
 * This first file is written for old versions of Node too, so that they get a sentence instead of a syntax error.
 */
var NEEDED = [20, 19];
var have = process.versions.node.split('.').map(Number);

if (have[0] < NEEDED[0] || (have[0] === NEEDED[0] && have[1] < NEEDED[1])) {
  console.error(
    'log-monitor needs Node ' +
      NEEDED.join('.') +
      ' or newer and this is ' +
      process.version +
      ': install a newer one from nodejs.org, or by "nvm install 22".',
  );
  process.exitCode = 1;
} else {
  import('./run/main.mjs').then(function (module) {
    return module.main(process.argv[2], process.argv.slice(3));
  });
}
