package io.waystone.translator.mesh;

import io.waystone.translator.input.AuthorizationProvider;

/** How a provider is asked about a request. */
public enum Asking {
  /** By a request like the one that is to be decided about. */
  HTTP,
  /** By a call. */
  GRPC;

  static Asking of(AuthorizationProvider.Form form) {
    return switch (form) {
      case AuthorizationProvider.Form.Http _ -> HTTP;
      case AuthorizationProvider.Form.Grpc _ -> GRPC;
    };
  }
}
