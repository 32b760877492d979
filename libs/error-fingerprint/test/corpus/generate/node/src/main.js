const groups = [
  require('./orders'),
  require('./users'),
  require('./files'),
  require('./network'),
  require('./reports'),
];
if (process.env.WITH_LIBRARIES) groups.push(require('./libraries'));

function described(error, depth = 0) {
  if (!(error instanceof Error) || depth > 5) return { message: String(error) };
  const type = error.name === 'Error' ? error.constructor.name : error.name;
  const out = { type, message: error.message, stack: error.stack };
  if (typeof error.code === 'string') out.code = error.code;
  if (error.cause !== undefined) out.cause = described(error.cause, depth + 1);
  if (Array.isArray(error.errors)) out.errors = error.errors.map((each) => described(each, depth + 1));
  return out;
}
async function handle(problem, seed) {
  return problem(seed);
}
async function run() {
  for (const { problems } of process.env.ONLY ? groups.slice(-1) : groups) {
    for (const [label, problem] of Object.entries(problems)) {
      for (const seed of process.env.SEEDS.split(',').map(Number)) {
        try {
          await handle(problem, seed);
          console.error('no error', label);
        } catch (error) {
          console.log(JSON.stringify({ label, message: `request ${seed} failed`, error: described(error) }));
        }
      }
    }
  }
}
run().then(() => process.exit(0));
