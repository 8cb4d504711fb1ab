package io.waystone.e2e;

import io.waystone.server.lab.Connect;
import io.waystone.server.lab.HboneClient;
import io.waystone.server.lab.HttpCall;
import io.waystone.server.lab.HttpReply;
import io.waystone.server.lab.HttpTunnel;
import java.io.IOException;

/** A client that calls one service port by HTTP. */
record Caller(HboneClient client, String authority) {

  /** Sends a request in a tunnel of its own. */
  HttpReply send(HttpCall call) throws IOException {
    return HttpTunnel.once(client, Connect.to(authority), call);
  }

  /** The status of a GET of this path. */
  int get(String path) throws IOException {
    return send(HttpCall.get("svc", path)).status();
  }

  /** Opens a connection that is kept for several requests. */
  HttpTunnel keepAlive() throws IOException {
    return new HttpTunnel(client.open(Connect.to(authority)));
  }
}
