package com.acme.shop;

final class Guard {
  static class GuardException extends RuntimeException {
    GuardException(String text) {
      super(text);
    }
  }

  static class ShopException extends RuntimeException {
    ShopException(String text) {
      super(text);
    }

    ShopException(String text, Throwable cause) {
      super(text, cause);
    }
  }

  static void positive(int value) {
    if (value <= 0) throw new GuardException(value + " is not positive");
  }

  static <T> T found(T value) {
    if (value == null) throw new GuardException("nothing was found");
    return value;
  }
}
