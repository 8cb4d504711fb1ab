package io.waystone.e2e;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A provider that is asked by calls: it lets in who has the token {@code good}. */
final class AskedByGrpc extends AuthorizationGrpc.AuthorizationImplBase implements AutoCloseable {

  private final Server server;

  AskedByGrpc(InetAddress address) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(address, 0))
            .addService(this)
            .build()
            .start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> answer) {
    String token =
        request.getAttributes().getRequest().getHttp().getHeadersMap().getOrDefault("x-token", "");
    CheckResponse.Builder response = CheckResponse.newBuilder();
    if (token.equals("good")) {
      response
          .setStatus(Status.getDefaultInstance())
          .setOkResponse(OkHttpResponse.newBuilder().addHeaders(header("x-user", "somebody")));
    } else {
      response
          .setStatus(Status.newBuilder().setCode(io.grpc.Status.Code.PERMISSION_DENIED.value()))
          .setDeniedResponse(
              DeniedHttpResponse.newBuilder()
                  .setStatus(HttpStatus.newBuilder().setCode(StatusCode.Unauthorized))
                  .addHeaders(header("x-why", "no good token")));
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  private static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
