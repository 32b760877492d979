package com.acme.shop;

import java.io.*;
import java.util.*;

public final class Main {
  interface Problem {
    Object run(int seed) throws Exception;
  }

  static String quoted(String text) {
    if (text == null) return "null";
    var out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 32) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  static Object handle(Problem problem, int seed) throws Exception {
    return problem.run(seed);
  }

  public static void main(String[] args) {
    var orders = new Orders();
    var users = new Users();
    var problems = new LinkedHashMap<String, Problem>();
    problems.put("java-order-total", orders::total);
    problems.put("java-order-quantity", orders::quantity);
    problems.put("java-order-not-found", orders::find);
    problems.put("java-order-length", orders::length);
    problems.put("java-order-refund", orders::refund);
    problems.put("java-order-amount", orders::amount);
    problems.put("java-order-parse", orders::parse);
    problems.put("java-order-store", orders::store);
    problems.put("java-order-store-later", orders::storeLater);
    problems.put("java-order-store-length", orders::storeLength);
    problems.put("java-order-cast", orders::cast);
    problems.put("java-order-index", orders::index);
    problems.put("java-order-list-index", orders::listIndex);
    problems.put("java-order-divide", orders::divide);
    problems.put("java-order-immutable", orders::immutable);
    problems.put("java-order-concurrent", orders::concurrent);
    problems.put("java-order-first", orders::first);
    problems.put("java-order-optional", orders::optional);
    problems.put("java-order-state", orders::state);
    problems.put("java-order-duplicates", orders::duplicates);
    problems.put("java-user-age", users::age);
    problems.put("java-user-not-found", users::find);
    problems.put("java-birthday", users::birthday);
    problems.put("java-session", users::session);
    problems.put("java-avatar", users::avatar);
    problems.put("java-old-avatar", users::oldAvatar);
    problems.put("java-mail", users::mail);
    problems.put("java-rates", users::rates);
    problems.put("java-ledger-host", users::ledger);
    problems.put("java-search-host", users::search);
    problems.put("java-pool", users::inPool);
    problems.put("java-future", users::inFuture);
    problems.put("java-circle", users::circle);
    problems.put("java-plugin-ldap", users::plugin);
    problems.put("java-plugin-saml", users::otherPlugin);
    problems.put("java-reflect", users::reflect);
    problems.put("java-require", users::require);
    problems.put("java-illegal", users::illegal);
    problems.put("java-url", users::url);
    problems.put("java-timeout", users::timeout);
    problems.put("java-anonymous", users::anonymous);
    for (var problem : problems.entrySet())
      for (var text : args[0].split(",")) {
        int seed = Integer.parseInt(text);
        try {
          handle(problem.getValue(), seed);
          System.err.println("no error " + problem.getKey());
        } catch (Throwable e) {
          var trace = new StringWriter();
          e.printStackTrace(new PrintWriter(trace));
          var lines = trace.toString().split("\n");
          // What a logger keeps of a thousand frames.
          var stack = String.join("\n", lines.length > 120 ? Arrays.copyOf(lines, 120) : lines);
          System.out.println(
              "{\"label\":" + quoted(problem.getKey()) + ",\"message\":\"request " + seed + " failed\",\"error\":{\"type\":"
                  + quoted(e.getClass().getName()) + ",\"message\":" + quoted(e.getMessage()) + ",\"stack\":" + quoted(stack) + "}}");
        }
      }
  }
}
