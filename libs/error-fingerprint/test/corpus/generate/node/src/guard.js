class GuardError extends Error {
  constructor(message) {
    super(message);
    this.name = 'GuardError';
  }
}
exports.assertPositive = function assertPositive(value) {
  if (!(value > 0)) throw new GuardError(`${value} is not positive`);
};
exports.assertFound = function assertFound(value, what) {
  if (value === undefined) throw new GuardError(`${what.replace(/\d+/, '')} was not found`.replace(/ +/g, ' '));
  return value;
};
exports.assertState = function assertState(ok) {
  if (!ok) throw new GuardError('wrong state');
};
