exports.ShopError = class ShopError extends Error {
  constructor(message, { code, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ShopError';
    if (code) this.code = code;
  }
};
