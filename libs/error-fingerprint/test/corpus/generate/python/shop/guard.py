class GuardError(Exception):
    pass


class ShopError(Exception):
    def __init__(self, text, code=None):
        super().__init__(text)
        self.code = code


def assert_positive(value):
    if value <= 0:
        raise GuardError("%s is not positive" % value)


def assert_found(value):
    if value is None:
        raise GuardError("nothing was found")
    return value
