const { assertPositive, assertFound } = require('./guard');
const { query } = require('./database');
const { ShopError } = require('./shop-error');

class OrderService {
  async total(seed) {
    const order = await this.load(seed);
    return order.lines.reduce((sum, line) => sum + line.price.amount, 0);
  }
  async load(seed) {
    await Promise.resolve();
    return { id: `o-${seed}`, lines: [{ sku: `sku-${seed}`, price: undefined }] };
  }
  checkQuantity(seed) {
    assertPositive(-seed);
  }
  async refund(seed) {
    await Promise.resolve();
    throw new ShopError(`Order ${seed} was already refunded at 2026-03-1${seed % 9}T10:00:00Z`);
  }
  async ship(seed) {
    await Promise.resolve();
    throw new ShopError(`Order o-${seed} has no shipping address`, { code: 'NO_ADDRESS' });
  }
  find(seed) {
    return assertFound(undefined, `order ${seed}`);
  }
  async insert(seed) {
    try {
      await query(`INSERT INTO orders VALUES (${seed}, 'x')`, {
        code: '23505',
        message: `duplicate key value violates unique constraint "orders_pkey"`,
        detail: `Key (id)=(${seed}) already exists.`,
      });
    } catch (error) {
      throw new ShopError(`could not store order ${seed}`, { cause: error });
    }
  }
  async lock(seed) {
    try {
      await query(`UPDATE orders SET state = 'p' WHERE id = ${seed}`, { code: '40P01', message: 'deadlock detected' });
    } catch (error) {
      throw new ShopError(`could not store order ${seed}`, { cause: error });
    }
  }
}
const service = new OrderService();

exports.problems = {
  'order-line-without-price': (seed) => service.total(seed),
  'order-quantity-negative': async (seed) => service.checkQuantity(seed),
  'order-refunded-twice': (seed) => service.refund(seed),
  'order-without-address': (seed) => service.ship(seed),
  'order-not-found': async (seed) => service.find(seed),
  'order-duplicate': (seed) => service.insert(seed),
  'order-deadlock': (seed) => service.lock(seed),
};
