package io.waystone.server.lab;

/** One header line, of a CONNECT, a request or a response. The name is as it is sent. */
public record Header(String name, String value) {}
