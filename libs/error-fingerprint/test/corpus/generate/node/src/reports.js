const { Worker } = require('./worker');
const row = { cells: null, title: 'x' };

function formatDate(seed) {
  return new Date(`2026-02-31T2${seed}:99`).toISOString();
}
function pad(seed) {
  return 'x'.repeat(-seed);
}
function fixed(seed) {
  return (seed / 3).toFixed(101 + seed);
}
function bigSum(seed) {
  return BigInt(seed) + seed;
}
function circular(seed) {
  const node = { seed };
  node.self = node;
  return JSON.stringify(node);
}
function sumCells() {
  return row.cells.map((cell) => cell.value);
}
function firstCell() {
  return row.cells[0];
}
function callMissing() {
  return row.render();
}
function spread(seed) {
  const parts = seed;
  return [...parts];
}
function freeze() {
  'use strict';
  const fixedRow = Object.freeze({ a: 1 });
  fixedRow.a = 2;
}
function useUndeclared() {
  return notDeclaredAnywhere + 1;
}
function evaluated(seed) {
  return eval(`(function inEval() { throw new Error('formula ${seed} has no value'); })()`);
}
async function inWorker(seed) {
  return new Worker().process({ id: seed });
}
async function inQueue(seed) {
  return new Worker().drain({ id: seed });
}
exports.problems = {
  'report-date': async (seed) => formatDate(seed),
  'report-pad': async (seed) => pad(seed),
  'report-fixed': async (seed) => fixed(seed),
  'report-bigint': async (seed) => bigSum(seed),
  'report-circular': async (seed) => circular(seed),
  'report-cells-null': async () => sumCells(),
  'report-first-cell': async () => firstCell(),
  'report-no-render': async () => callMissing(),
  'report-spread': async (seed) => spread(seed),
  'report-frozen': async () => freeze(),
  'report-undeclared': async () => useUndeclared(),
  'report-eval': async (seed) => evaluated(seed),
  'worker-lost': (seed) => inWorker(seed),
  'queue-stuck': (seed) => inQueue(seed),
};
