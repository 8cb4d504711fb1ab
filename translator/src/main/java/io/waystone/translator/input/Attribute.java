package io.waystone.translator.input;

import java.util.Arrays;
import java.util.Optional;

/**
 * The attributes of AuthorizationPolicy, a line each: the field in {@code source} or {@code
 * operation}, the key in {@code when}, where it stands, and how far it can be told in each dialect:
 * of HTTP requests, of connections at a waypoint, of connections at ztunnel. {@code
 * docs/security.md} has the same table.
 */
public enum Attribute {
  PRINCIPALS("principals", "source.principal", Part.SOURCE, Told.YES, Told.YES, Told.YES),
  REQUEST_PRINCIPALS(
      "requestPrincipals", "request.auth.principal", Part.SOURCE, Told.YES, Told.NO, Told.NO),
  SERVICE_ACCOUNTS(
      "serviceAccounts", "source.serviceAccount", Part.SOURCE, Told.YES, Told.YES, Told.YES),
  /** ztunnel compares whole identities: the end of a trust domain alone it cannot. */
  TRUST_DOMAINS("trustDomains", "source.trustDomain", Part.SOURCE, Told.YES, Told.YES, Told.PARTLY),
  NAMESPACES("namespaces", "source.namespace", Part.SOURCE, Told.YES, Told.YES, Told.YES),
  /** Of a connection it is the connection's own: nothing forwards it. */
  REMOTE_IP_BLOCKS("remoteIpBlocks", "remote.ip", Part.SOURCE, Told.YES, Told.YES, Told.NO),
  IP_BLOCKS("ipBlocks", "source.ip", Part.SOURCE, Told.YES, Told.YES, Told.YES),
  HOSTS("hosts", "", Part.OPERATION, Told.YES, Told.NO, Told.NO),
  METHODS("methods", "", Part.OPERATION, Told.YES, Told.NO, Told.NO),
  PATHS("paths", "", Part.OPERATION, Told.YES, Told.NO, Told.NO),
  PORTS("ports", "destination.port", Part.OPERATION, Told.YES, Told.YES, Told.YES),
  DESTINATION_IP("", "destination.ip", Part.OPERATION, Told.YES, Told.YES, Told.YES),
  /** What is read as HTTP has come without TLS of its own. */
  SNI("", "connection.sni", Part.OPERATION, Told.ABSENT, Told.YES, Told.NO),
  HEADERS("", "request.headers", Part.SOURCE, Told.YES, Told.NO, Told.NO),
  AUDIENCES("", "request.auth.audiences", Part.SOURCE, Told.YES, Told.NO, Told.NO),
  PRESENTER("", "request.auth.presenter", Part.SOURCE, Told.YES, Told.NO, Told.NO),
  CLAIMS("", "request.auth.claims", Part.SOURCE, Told.YES, Told.NO, Told.NO),
  /** A {@code when} key that does not exist. */
  UNKNOWN("", "", Part.SOURCE, Told.NO, Told.NO, Told.NO);

  /** Which half of a rule it is written in. */
  public enum Part {
    SOURCE,
    OPERATION
  }

  /** How far a dialect can tell an attribute. */
  public enum Told {
    /** As it is written. */
    YES,
    /** Some of its values. */
    PARTLY,
    /** There is none there: no value matches. */
    ABSENT,
    /** Not at all: an ALLOW that asks for it never matches, a DENY does without it. */
    NO
  }

  private final String field;
  private final String key;
  private final Part part;
  private final Told http;
  private final Told tcp;
  private final Told ztunnel;

  Attribute(String field, String key, Part part, Told http, Told tcp, Told ztunnel) {
    this.field = field;
    this.key = key;
    this.part = part;
    this.http = http;
    this.tcp = tcp;
    this.ztunnel = ztunnel;
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

  /** How far it can be told of an HTTP request. */
  public Told http() {
    return http;
  }

  /** How far it can be told of a connection at a waypoint. */
  public Told tcp() {
    return tcp;
  }

  /** How far it can be told of a connection at ztunnel. */
  public Told ztunnel() {
    return ztunnel;
  }

  /** As people write it: the field, or the key where there is no field. */
  public String written() {
    return field.isEmpty() ? key : field;
  }

  /** The attribute of a {@code when} key; a key in brackets is the attribute's argument. */
  public static Optional<Attribute> ofKey(String whenKey) {
    int bracket = whenKey.indexOf('[');
    String key = bracket < 0 ? whenKey : whenKey.substring(0, bracket);
    return Arrays.stream(values()).filter(a -> !a.key.isEmpty() && a.key.equals(key)).findFirst();
  }
}
