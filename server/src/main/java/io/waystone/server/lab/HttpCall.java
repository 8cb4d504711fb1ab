package io.waystone.server.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * An HTTP/1.1 request.
 *
 * @param method GET, POST or any other token
 * @param host what stands in the Host header
 * @param path path and query
 * @param headers further headers, in order; neither Host nor Content-Length
 * @param body text, sent as UTF-8
 */
public record HttpCall(String method, String host, String path, List<Header> headers, String body) {

  /** Copies the headers. */
  public HttpCall {
    headers = List.copyOf(headers);
  }

  /** A request without body. */
  public static HttpCall of(String method, String host, String path) {
    return new HttpCall(method, host, path, List.of(), "");
  }

  /** A GET. */
  public static HttpCall get(String host, String path) {
    return of("GET", host, path);
  }

  /** A POST of some text. */
  public static HttpCall post(String host, String path, String body) {
    return new HttpCall("POST", host, path, List.of(), body);
  }

  /** The same with one more header. */
  public HttpCall with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new HttpCall(method, host, path, more, body);
  }
}
