class DatabaseError extends Error {
  constructor({ code, message, detail }) {
    super(message);
    this.name = 'DatabaseError';
    this.code = code;
    if (detail) this.detail = detail;
  }
}
exports.query = async function query(sql, failure) {
  await Promise.resolve();
  throw new DatabaseError(failure);
};
