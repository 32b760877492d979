import datetime
import importlib
import socket
import struct
import uuid
from concurrent.futures import ThreadPoolExecutor

from shop.guard import ShopError, assert_found, assert_positive


def age(seed):
    assert_positive(-seed)


def find_user(seed):
    return assert_found({}.get(seed))


def birthday(seed):
    return datetime.datetime.strptime("2026-31-0%d" % (seed % 9), "%Y-%m-%d")


def session(seed):
    return uuid.UUID("not-a-uuid-%d" % seed)


def picture(seed):
    return struct.unpack(">II", b"x" * (seed % 7))


def name_of(seed):
    return "user " + seed


def plugin(seed):
    return importlib.import_module("shop.plugins.ldap")


def other_plugin(seed):
    return importlib.import_module("shop.plugins.saml")


def read_avatar(seed):
    with open("/nonexistent/avatars/%d.png" % seed, "rb") as file:
        return file.read()


def mail(seed):
    socket.create_connection(("127.0.0.1", 1 + seed % 5), timeout=1)


def in_pool(seed):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(charge, seed).result()


def charge(seed):
    raise ShopError("card of user %d was declined" % seed)


def managers(seed):
    return managers_of("a")


def managers_of(name):
    return [name] + next_of({"a": "b", "b": "a"}[name])


def next_of(name):
    return managers_of(name)


def undeclared(seed):
    return not_declared_anywhere


def missing_argument(seed):
    return charge()


def missing_attribute(seed):
    return datetime.datetime.now().weekly


def sort_mixed(seed):
    return sorted([seed, "x%d" % seed])


def decode(seed):
    return (b"\xff\xfe" + str(seed).encode()).decode("utf-8")


def index(seed):
    return [1, 2][seed]


def divide(seed):
    return seed / 0


class Account:
    __slots__ = ("id",)

    def __init__(self, seed):
        self.id = seed
        self.owner = "x"


def account(seed):
    return Account(seed)


def countdown(seed):
    return next(iter([]))


def generator(seed):
    return sum(int("x%d" % value) for value in [seed])


def nested(seed):
    def inner():
        return (lambda: int("y%d" % seed))()

    return inner()


PROBLEMS = {
    "py-user-age": age,
    "py-user-not-found": find_user,
    "py-birthday": birthday,
    "py-session": session,
    "py-picture": picture,
    "py-name": name_of,
    "py-plugin-ldap": plugin,
    "py-plugin-saml": other_plugin,
    "py-avatar": read_avatar,
    "py-mail": mail,
    "py-pool": in_pool,
    "py-managers": managers,
    "py-undeclared": undeclared,
    "py-missing-argument": missing_argument,
    "py-missing-attribute": missing_attribute,
    "py-sort": sort_mixed,
    "py-decode": decode,
    "py-index": index,
    "py-divide": divide,
    "py-account": account,
    "py-countdown": countdown,
    "py-generator": generator,
    "py-nested": nested,
}
