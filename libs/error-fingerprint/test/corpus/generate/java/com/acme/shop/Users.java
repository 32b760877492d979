package com.acme.shop;

import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;

final class Users {
  Object age(int seed) {
    Guard.positive(-seed);
    return null;
  }

  Object find(int seed) {
    return Guard.found(Map.of().get(seed));
  }

  Object birthday(int seed) {
    return LocalDate.parse("2026-31-0" + seed % 9);
  }

  Object session(int seed) {
    return UUID.fromString("x" + seed);
  }

  Object avatar(int seed) throws Exception {
    return Files.readString(Path.of("/nonexistent/avatars/" + seed + ".png"));
  }

  Object oldAvatar(int seed) throws Exception {
    return new FileInputStream("/nonexistent/avatars/" + seed + ".png");
  }

  Object mail(int seed) throws Exception {
    return new Socket("127.0.0.1", 1 + seed % 5);
  }

  Object rates(int seed) throws Exception {
    try {
      return new URL("http://127.0.0.1:" + (1 + seed % 5) + "/rates/" + seed).openStream();
    } catch (IOException e) {
      throw new Guard.ShopException("no rates for " + seed, e);
    }
  }

  Object ledger(int seed) throws Exception {
    return InetAddress.getByName("ledger.shop.invalid");
  }

  Object search(int seed) throws Exception {
    return InetAddress.getByName("search.shop.invalid");
  }

  Object inPool(int seed) throws Exception {
    var pool = Executors.newSingleThreadExecutor();
    try {
      return pool.submit(() -> charge(seed)).get();
    } finally {
      pool.shutdown();
    }
  }

  Object inFuture(int seed) {
    return CompletableFuture.supplyAsync(() -> block(seed)).join();
  }

  Object charge(int seed) {
    throw new Guard.ShopException("card of user " + seed + " was declined");
  }

  Object block(int seed) {
    throw new Guard.ShopException("card of user " + seed + " was declined");
  }

  List<String> managers(String name) {
    return next(name);
  }

  List<String> next(String name) {
    return managers(name);
  }

  Object circle(int seed) {
    return managers("a");
  }

  Object plugin(int seed) throws Exception {
    return Class.forName("com.acme.plugins.Ldap");
  }

  Object otherPlugin(int seed) throws Exception {
    return Class.forName("com.acme.plugins.Saml");
  }

  Object reflect(int seed) throws Exception {
    return Users.class.getDeclaredMethod("charge", int.class).invoke(this, seed);
  }

  Object require(int seed) {
    return Objects.requireNonNull(null, "user of session " + seed);
  }

  Object illegal(int seed) {
    return new ArrayList<>(-seed);
  }

  Object url(int seed) throws Exception {
    return new URI("http://[" + seed);
  }

  Object timeout(int seed) throws Exception {
    return new CompletableFuture<>().get(1, TimeUnit.MILLISECONDS);
  }

  Object anonymous(int seed) throws Exception {
    return new Callable<Object>() {
      @Override
      public Object call() {
        throw new IllegalStateException("session " + seed + " is closed");
      }
    }.call();
  }
}
