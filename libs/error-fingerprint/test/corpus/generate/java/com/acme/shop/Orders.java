package com.acme.shop;

import java.math.BigDecimal;
import java.util.*;
import java.util.stream.*;

final class Orders {
  private final Map<Integer, String> states = new HashMap<>();

  Object total(int seed) {
    return lines(seed).stream().map(line -> line.price.add(BigDecimal.ONE)).collect(Collectors.toList());
  }

  List<Line> lines(int seed) {
    return List.of(new Line("sku-" + seed, null));
  }

  Object quantity(int seed) {
    Guard.positive(-seed);
    return null;
  }

  Object find(int seed) {
    return Guard.found(states.get(seed));
  }

  Object length(int seed) {
    return states.get(seed).length();
  }

  Object refund(int seed) {
    throw new Guard.ShopException("order " + seed + " was refunded on 2026-03-1" + seed % 9);
  }

  Object amount(int seed) {
    return new BigDecimal(seed + ",50");
  }

  Object parse(int seed) {
    return Integer.parseInt("o-" + seed);
  }

  Object store(int seed) {
    try {
      return parse(seed);
    } catch (NumberFormatException e) {
      throw new Guard.ShopException("order " + seed + " was not stored", e);
    }
  }

  Object storeLater(int seed) {
    try {
      return amount(seed);
    } catch (NumberFormatException e) {
      throw new Guard.ShopException("order " + seed + " was not stored", e);
    }
  }

  Object storeLength(int seed) {
    try {
      return length(seed);
    } catch (NullPointerException e) {
      throw new Guard.ShopException("order " + seed + " was not stored", e);
    }
  }

  Object cast(int seed) {
    Object value = "x" + seed;
    return (Integer) value;
  }

  Object index(int seed) {
    return new int[] {1, 2}[seed];
  }

  Object listIndex(int seed) {
    return List.of(1, 2).get(seed);
  }

  Object divide(int seed) {
    return seed / (seed - seed);
  }

  Object immutable(int seed) {
    return List.of(1).add(seed);
  }

  Object concurrent(int seed) {
    var list = new ArrayList<>(List.of(1, 2, seed));
    for (Integer value : list) if (value == 1) list.add(seed);
    return list;
  }

  Object first(int seed) {
    return new ArrayDeque<Integer>().removeFirst();
  }

  Object optional(int seed) {
    return Optional.empty().orElseThrow();
  }

  Object state(int seed) {
    return State.valueOf("S" + seed);
  }

  Object duplicates(int seed) {
    return Stream.of(seed, seed).collect(Collectors.toMap(x -> x, x -> x));
  }

  enum State {
    NEW
  }

  record Line(String sku, BigDecimal price) {}
}
