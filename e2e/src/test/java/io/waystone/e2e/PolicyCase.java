package io.waystone.e2e;

import io.waystone.server.lab.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Policies on a service, and what becomes of requests to it.
 *
 * @param name says what is tried
 * @param policies actions and rules, each as a policy of its own
 * @param requests with the status that each must get
 */
record PolicyCase(String name, List<Written> policies, List<Request> requests) {

  /** A policy's action and rules, as YAML in flow style. */
  record Written(String action, String rules) {}

  /**
   * A request.
   *
   * @param who {@code namespace/account}, with {@code @left} or {@code @right} for where from
   * @param headers lines of the request, in order
   */
  record Request(
      String who, String method, String host, String path, List<Header> headers, int status) {}

  static PolicyCase of(String name, String action, String rules) {
    return new PolicyCase(name, List.of(new Written(action, rules)), List.of());
  }

  static PolicyCase allow(String name, String rules) {
    return of(name, "ALLOW", rules);
  }

  static PolicyCase deny(String name, String rules) {
    return of(name, "DENY", rules);
  }

  PolicyCase and(String action, String rules) {
    List<Written> more = new ArrayList<>(policies);
    more.add(new Written(action, rules));
    return new PolicyCase(name, more, requests);
  }

  PolicyCase admits(String... callers) {
    return by(200, callers);
  }

  PolicyCase refuses(String... callers) {
    return by(403, callers);
  }

  private PolicyCase by(int status, String... callers) {
    PolicyCase all = this;
    for (String caller : callers) {
      all = all.request(caller, "GET", "svc", "/", status);
    }
    return all;
  }

  PolicyCase hosts(int status, String... hosts) {
    PolicyCase all = this;
    for (String host : hosts) {
      all = all.request("a/alice", "GET", host, "/", status);
    }
    return all;
  }

  PolicyCase methods(int status, String... methods) {
    PolicyCase all = this;
    for (String method : methods) {
      all = all.request("a/alice", method, "svc", "/", status);
    }
    return all;
  }

  PolicyCase paths(int status, String... paths) {
    PolicyCase all = this;
    for (String path : paths) {
      all = all.request("a/alice", "GET", "svc", path, status);
    }
    return all;
  }

  /** A request with these lines of headers, {@code name: value}. */
  PolicyCase lines(int status, String... lines) {
    return linesBy("a/alice", status, lines);
  }

  /** The same of another caller. */
  PolicyCase linesBy(String who, int status, String... lines) {
    List<Header> headers =
        Arrays.stream(lines)
            .map(line -> line.split(": *", 2))
            .map(parts -> new Header(parts[0], parts[1]))
            .toList();
    return with(new Request(who, "GET", "svc", "/", headers, status));
  }

  private PolicyCase request(String who, String method, String host, String path, int status) {
    return with(new Request(who, method, host, path, List.of(), status));
  }

  private PolicyCase with(Request request) {
    List<Request> more = new ArrayList<>(requests);
    more.add(request);
    return new PolicyCase(name, policies, more);
  }

  /** Names the case in reports; no two have the same. */
  @Override
  public String toString() {
    return policies.getFirst().action() + ": " + name;
  }
}
