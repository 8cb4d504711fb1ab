package io.waystone.translator.envoy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.type.http.v3.Cookie;
import io.waystone.translator.input.Cause;
import io.waystone.translator.input.SessionPersistence;
import io.waystone.translator.wire.Canonical;

/**
 * What a route says in the slot for sessions. The session is the address of an endpoint; one that
 * the cluster does not have is no session, so a client cannot choose anything else.
 */
final class SessionOverride {

  private static final String STATES = "envoy.http.stateful_session.";

  private SessionOverride() {}

  static StatefulSessionPerRoute of(SessionPersistence session, Cause rule) {
    String name = session.name().isEmpty() ? defaultName(rule) : session.name();
    return switch (session.kind()) {
      case COOKIE -> state("cookie", cookie(name, session));
      case HEADER -> state("header", HeaderBasedSessionState.newBuilder().setName(name).build());
    };
  }

  /** All paths of a rule are one session. */
  private static Message cookie(String name, SessionPersistence session) {
    Cookie.Builder cookie = Cookie.newBuilder().setName(name).setPath("/");
    session.lifetime().ifPresent(lifetime -> cookie.setTtl(Common.duration(lifetime)));
    return CookieBasedSessionState.newBuilder().setCookie(cookie).build();
  }

  private static StatefulSessionPerRoute state(String kind, Message config) {
    return StatefulSessionPerRoute.newBuilder()
        .setStatefulSession(
            StatefulSession.newBuilder()
                .setSessionState(
                    TypedExtensionConfig.newBuilder()
                        .setName(STATES + kind)
                        .setTypedConfig(Pack.any(config))))
        .build();
  }

  /** Two rules are two sessions; the name does not tell who they are. */
  private static String defaultName(Cause rule) {
    return "session-" + Canonical.version(ByteString.copyFromUtf8(rule.toString()));
  }
}
