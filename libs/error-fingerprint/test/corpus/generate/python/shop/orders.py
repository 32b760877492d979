import json
import sqlite3
from decimal import Decimal

from shop.guard import ShopError, assert_found, assert_positive


class OrderService:
    def total(self, seed):
        return sum([line["price"] for line in self.lines(seed)])

    def lines(self, seed):
        return [{"sku": "sku-%d" % seed}]

    def quantity(self, seed):
        assert_positive(-seed)

    def find(self, seed):
        return assert_found({}.get(seed))

    def customer(self, seed):
        order = {"id": seed, "customer": None}
        return order["customer"].name

    def refund(self, seed):
        raise ShopError("order %d was refunded on 2026-03-1%d" % (seed, seed % 9))

    def insert(self, seed):
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE orders (id integer PRIMARY KEY, state text NOT NULL)")
        database.execute("INSERT INTO orders VALUES (?, 'new')", (seed,))
        database.execute("INSERT INTO orders VALUES (?, 'new')", (seed,))

    def insert_empty(self, seed):
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE orders (id integer PRIMARY KEY, state text NOT NULL)")
        database.execute("INSERT INTO orders VALUES (?, NULL)", (seed,))

    def no_table(self, seed):
        sqlite3.connect(":memory:").execute("SELECT * FROM invoices WHERE id = %d" % seed)

    def amount(self, seed):
        return Decimal("%d,50" % seed)

    def parse(self, seed):
        return json.loads("{'id': %d}" % seed)

    def store(self, seed):
        try:
            self.insert(seed)
        except sqlite3.Error as error:
            raise ShopError("order %d was not stored" % seed) from error

    def store_empty(self, seed):
        try:
            self.insert_empty(seed)
        except sqlite3.Error as error:
            raise ShopError("order %d was not stored" % seed) from error

    def cleanup(self, seed):
        try:
            self.refund(seed)
        except ShopError:
            return {}["reason"]


service = OrderService()
PROBLEMS = {
    "py-order-total": service.total,
    "py-order-quantity": service.quantity,
    "py-order-not-found": service.find,
    "py-order-customer": service.customer,
    "py-order-refund": service.refund,
    "py-order-insert": service.insert,
    "py-order-insert-empty": service.insert_empty,
    "py-order-no-table": service.no_table,
    "py-order-amount": service.amount,
    "py-order-parse": service.parse,
    "py-order-store": service.store,
    "py-order-store-empty": service.store_empty,
    "py-order-cleanup": service.cleanup,
}
