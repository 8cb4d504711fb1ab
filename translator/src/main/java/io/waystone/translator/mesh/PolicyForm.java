package io.waystone.translator.mesh;

/** What a policy is read for. */
enum PolicyForm {
  /** HTTP requests: everything can be told. */
  HTTP,
  /** Connections: only what has layer 4. */
  TCP
}
