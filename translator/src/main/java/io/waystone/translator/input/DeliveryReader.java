package io.waystone.translator.input;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code timeouts}, {@code retry} and {@code sessionPersistence} of a rule. */
final class DeliveryReader {

  private static final int MAX_SESSION_NAME = 128;

  private static final Map<String, SessionPersistence.Kind> KINDS =
      Map.of(
          "Cookie", SessionPersistence.Kind.COOKIE,
          "Header", SessionPersistence.Kind.HEADER);

  private static final Map<String, Boolean> IS_PERMANENT =
      Map.of("Permanent", true, "Session", false);

  private DeliveryReader() {}

  static Delivery read(FieldReader rule) {
    return new Delivery(
        rule.mapping("timeouts", DeliveryReader::timeouts).orElse(Timeouts.NONE),
        rule.mapping("retry", DeliveryReader::retry),
        rule.mapping("sessionPersistence", DeliveryReader::session));
  }

  /** Gateway API: of these, a GRPCRoute has {@code sessionPersistence} alone. */
  static Delivery ofCalls(FieldReader rule) {
    return new Delivery(
        Timeouts.NONE,
        Optional.empty(),
        rule.mapping("sessionPersistence", DeliveryReader::session));
  }

  private static Timeouts timeouts(FieldReader timeouts) {
    Optional<Duration> request = duration("request", timeouts);
    Optional<Duration> backend = duration("backendRequest", timeouts);
    boolean longer =
        request.isPresent()
            && backend.isPresent()
            && !request.get().isZero()
            && backend.get().compareTo(request.get()) > 0;
    if (longer) {
      timeouts.bad("backendRequest", "it is longer than the timeout of the request", "");
    }
    return new Timeouts(request, backend);
  }

  private static Retry retry(FieldReader retry) {
    List<Integer> codes = new ArrayList<>();
    retry
        .numbers("codes", 400, 599)
        .forEach(code -> {
          if (!codes.contains(code)) {
            codes.add(code);
          }
        });
    OptionalInt attempts = retry.number("attempts", 0, Integer.MAX_VALUE);
    return new Retry(codes, attempts, duration("backoff", retry));
  }

  private static SessionPersistence session(FieldReader session) {
    SessionPersistence.Kind kind =
        session.choice("type", KINDS).orElse(SessionPersistence.Kind.COOKIE);
    String name = session.text("sessionName", "");
    if (!name.isEmpty() && (!Words.isToken(name) || name.length() > MAX_SESSION_NAME)) {
      session.bad("sessionName", "it is no name of a cookie or header", "");
    }
    Optional<Duration> lifetime = duration("absoluteTimeout", session);
    boolean permanent =
        session
            .mapping("cookieConfig", cookie -> cookie.choice("lifetimeType", IS_PERMANENT))
            .flatMap(chosen -> chosen)
            .orElse(false);
    if (permanent && lifetime.isEmpty() && !session.broken("absoluteTimeout")) {
      session.missing("absoluteTimeout");
    }
    notInForce("idleTimeout", "an end after idle time is not supported", session);
    switch (kind) {
      case COOKIE -> {}
      case HEADER -> {
        notInForce("absoluteTimeout", "a session by header has no end", session);
        lifetime = Optional.empty();
      }
    }
    return new SessionPersistence(name, kind, lifetime);
  }

  private static void notInForce(String field, String problem, FieldReader session) {
    if (session.has(field)) {
      // Read for its faults alone.
      Optional<Duration> _ = duration(field, session);
      session.note(Code.WS0013, field, problem, "it is ignored", "");
    }
  }

  private static Optional<Duration> duration(String field, FieldReader fields) {
    Optional<String> text = fields.text(field);
    Optional<Duration> duration = text.flatMap(GatewayDuration::parse);
    if (text.isPresent() && duration.isEmpty()) {
      fields.bad(field, "it is no duration", "Write it like 1h30m, 10s or 500ms");
    }
    return duration;
  }
}
