package io.waystone.translator.input;

import java.util.Arrays;
import java.util.Optional;

/**
 * The attributes of AuthorizationPolicy, a line each: the field in {@code source} or {@code
 * operation}, the key in {@code when}, where it stands, and whether a connection alone can tell it.
 * The dialects (HTTP, TCP, ztunnel) switch over this list.
 */
public enum Attribute {
  PRINCIPALS("principals", "source.principal", Part.SOURCE, Layer.L4),
  REQUEST_PRINCIPALS("requestPrincipals", "request.auth.principal", Part.SOURCE, Layer.L7),
  SERVICE_ACCOUNTS("serviceAccounts", "source.serviceAccount", Part.SOURCE, Layer.L4),
  TRUST_DOMAINS("trustDomains", "source.trustDomain", Part.SOURCE, Layer.L4),
  NAMESPACES("namespaces", "source.namespace", Part.SOURCE, Layer.L4),
  REMOTE_IP_BLOCKS("remoteIpBlocks", "remote.ip", Part.SOURCE, Layer.L7),
  IP_BLOCKS("ipBlocks", "source.ip", Part.SOURCE, Layer.L4),
  HOSTS("hosts", "", Part.OPERATION, Layer.L7),
  METHODS("methods", "", Part.OPERATION, Layer.L7),
  PATHS("paths", "", Part.OPERATION, Layer.L7),
  PORTS("ports", "destination.port", Part.OPERATION, Layer.L4),
  DESTINATION_IP("", "destination.ip", Part.OPERATION, Layer.L4),
  SNI("", "connection.sni", Part.OPERATION, Layer.L4),
  HEADERS("", "request.headers", Part.SOURCE, Layer.L7),
  AUDIENCES("", "request.auth.audiences", Part.SOURCE, Layer.L7),
  PRESENTER("", "request.auth.presenter", Part.SOURCE, Layer.L7),
  CLAIMS("", "request.auth.claims", Part.SOURCE, Layer.L7),
  /** A {@code when} key that does not exist. */
  UNKNOWN("", "", Part.SOURCE, Layer.L7);

  /** Which half of a rule it is written in. */
  public enum Part {
    SOURCE,
    OPERATION
  }

  /** What must be seen to tell it. */
  public enum Layer {
    /** A connection is enough. */
    L4,
    /** It takes an HTTP request. */
    L7
  }

  private final String field;
  private final String key;
  private final Part part;
  private final Layer layer;

  Attribute(String field, String key, Part part, Layer layer) {
    this.field = field;
    this.key = key;
    this.part = part;
    this.layer = layer;
  }

  /** The field in {@code source} or {@code operation}; empty where there is none. */
  public String field() {
    return field;
  }

  /** The not-form of {@link #field}: {@code notPrincipals}. */
  public String notField() {
    return "not" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }

  /** The key in {@code when}; empty where there is none. */
  public String key() {
    return key;
  }

  /** Which half of a rule it is written in. */
  public Part part() {
    return part;
  }

  /** What must be seen to tell it. */
  public Layer layer() {
    return layer;
  }

  /** The attribute of a {@code when} key; a key in brackets is the attribute's argument. */
  public static Optional<Attribute> ofKey(String whenKey) {
    int bracket = whenKey.indexOf('[');
    String key = bracket < 0 ? whenKey : whenKey.substring(0, bracket);
    return Arrays.stream(values()).filter(a -> !a.key.isEmpty() && a.key.equals(key)).findFirst();
  }
}
