package io.waystone.e2e.bench;

import io.waystone.server.lab.HttpReply;
import java.util.Locale;

/** What changes behind an Envoy, to and fro, and what a request shows of it. */
enum EnvoyChange {
  ROUTE_WEIGHT {
    @Override
    Change of(EnvoyObjects objects, boolean there) {
      return Change.of(objects.route(there));
    }

    @Override
    boolean isSeen(HttpReply reply, boolean there) {
      return EnvoyObjects.isOf(reply, there);
    }
  },
  ENDPOINT {
    @Override
    Change of(EnvoyObjects objects, boolean there) {
      return Change.of(objects.slice(EnvoyObjects.MOVED, there));
    }

    @Override
    boolean isSeen(HttpReply reply, boolean there) {
      return EnvoyObjects.isOf(reply, there);
    }
  },
  SERVICE_POLICY {
    @Override
    Change of(EnvoyObjects objects, boolean there) {
      return Change.of(objects.servicePolicy(there ? "GET" : "POST"));
    }

    @Override
    boolean isSeen(HttpReply reply, boolean there) {
      return reply.status() == (there ? 403 : 200);
    }
  },
  /** Added, and removed again. */
  SERVICE_ADDED {
    @Override
    Change of(EnvoyObjects objects, boolean there) {
      Change added = Change.of(objects.service(EnvoyObjects.ADDED, true));
      return there ? added : added.reverse();
    }

    @Override
    boolean isSeen(HttpReply reply, boolean there) {
      return reply.status() == (there ? 200 : 503);
    }
  },
  GATEWAY_POLICY {
    @Override
    Change of(EnvoyObjects objects, boolean there) {
      return Change.of(objects.gatewayPolicy(there ? "GET" : "DELETE"));
    }

    @Override
    boolean isSeen(HttpReply reply, boolean there) {
      return reply.status() == (there ? 403 : 200);
    }
  };

  /** Makes it so, or takes it back. */
  abstract Change of(EnvoyObjects objects, boolean there);

  /** Whether a reply shows that it is so, or not so any more. */
  abstract boolean isSeen(HttpReply reply, boolean there);

  /** The service on which it is seen. */
  int service() {
    return switch (this) {
      case ROUTE_WEIGHT, GATEWAY_POLICY -> EnvoyObjects.SPLIT;
      case ENDPOINT -> EnvoyObjects.MOVED;
      case SERVICE_POLICY -> EnvoyObjects.GUARDED;
      case SERVICE_ADDED -> EnvoyObjects.ADDED;
    };
  }

  /** Its name in a table. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
