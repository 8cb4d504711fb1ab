package io.waystone.server.cli;

import static io.waystone.api.ca.IstioCertificateServiceGrpc.getCreateCertificateMethod;

import com.google.common.io.ByteStreams;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Value;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.waystone.api.ca.IstioCertificateRequest;
import io.waystone.api.ca.IstioCertificateResponse;
import io.waystone.api.ca.IstioCertificateServiceGrpc;
import io.waystone.server.identity.Credential;
import io.waystone.server.identity.Credentials;
import io.waystone.server.identity.Issuance;
import io.waystone.server.identity.Issuance.Reason;
import io.waystone.server.identity.Workload;
import io.waystone.server.identity.WorkloadCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Istio's certificate service: what ztunnel and other workloads call for their certificates. A call
 * shows a service account token, or is closed before anything of it is read; a client certificate
 * is not enough, or one that was stolen would renew itself for ever. Every certificate is a line of
 * the log.
 */
final class CertificateService implements BindableService {

  /** Bytes; a signing request is at most a quarter of it. */
  static final int LARGEST_REQUEST = 64 * 1024;

  private static final Issuance.Refused TOO_LARGE =
      new Issuance.Refused(
          Reason.MALFORMED_REQUEST, "the request is larger than " + LARGEST_REQUEST + " bytes");

  private static final Logger LOG = LoggerFactory.getLogger(CertificateService.class);

  /** istiod: the field of the request's metadata by which a node's proxy asks for another. */
  private static final String IMPERSONATED = "ImpersonatedIdentity";

  private static final MethodDescriptor<ByteString, IstioCertificateResponse> CREATE =
      getCreateCertificateMethod().toBuilder(
              new Limited(), getCreateCertificateMethod().getResponseMarshaller())
          .build();

  private final Credentials credentials;
  private final WorkloadCertificates certificates;
  private final BooleanSupplier complete;
  private final Metrics metrics;

  /**
   * @param credentials judges tokens
   * @param complete whether all objects have been read: trust domain and pods are in them
   */
  CertificateService(
      Credentials credentials,
      WorkloadCertificates certificates,
      BooleanSupplier complete,
      Metrics metrics) {
    this.credentials = credentials;
    this.certificates = certificates;
    this.complete = complete;
    this.metrics = metrics;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(IstioCertificateServiceGrpc.SERVICE_NAME)
        .addMethod(CREATE, this::open)
        .build();
  }

  private ServerCall.Listener<ByteString> open(
      ServerCall<ByteString, IstioCertificateResponse> call, Metadata headers) {
    Optional<String> header = Optional.ofNullable(headers.get(Identities.AUTHORIZATION));
    return switch (credentials.verifyBearer(header)) {
      case Credential.OfWorkload(Workload caller, _) -> listen(caller, call, headers);
      case Credential.OfWaypoint(var waypoint, _) ->
          refuse(
              call,
              refused(
                  waypoint.toString(),
                  new Issuance.Refused(
                      Reason.NOT_A_WORKLOAD,
                      "the token is one of a waypoint, which gets its certificates by SDS; show"
                          + " that of a service account")));
      case Credential.Refused(Credential.Reason reason, String text) -> {
        metrics.refused(reason);
        // Anybody can call this: not a line of the log for each.
        LOG.debug("no certificate: {}", text);
        yield refuse(call, Status.UNAUTHENTICATED.withDescription(text));
      }
    };
  }

  private ServerCall.Listener<ByteString> listen(
      Workload caller, ServerCall<ByteString, IstioCertificateResponse> call, Metadata headers) {
    AtomicBoolean closed = new AtomicBoolean();
    WireLimit.set(
        LARGEST_REQUEST,
        () -> {
          closed.set(true);
          call.close(refused(caller.toString(), TOO_LARGE), new Metadata());
        });
    return ServerCalls.<ByteString, IstioCertificateResponse>asyncUnaryCall(
            (request, answer) -> {
              // The rest of what was too large may have come before the end of the call was sent.
              if (!closed.get()) {
                answer(caller, request, answer);
              }
            })
        .startCall(call, headers);
  }

  private static ServerCall.Listener<ByteString> refuse(ServerCall<?, ?> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private void answer(
      Workload caller, ByteString request, StreamObserver<IstioCertificateResponse> answer) {
    switch (issue(caller, request)) {
      case Issuance.Issued issued -> {
        metrics.issued();
        LOG.info(
            "certificate for {}, asked for by {}: serial {}, until {}",
            issued.identity(),
            caller,
            issued.serial().toString(16),
            issued.until());
        answer.onNext(
            IstioCertificateResponse.newBuilder().addAllCertChain(issued.chain()).build());
        answer.onCompleted();
      }
      case Issuance.Refused refused ->
          answer.onError(refused(caller.toString(), refused).asException());
    }
  }

  private Issuance issue(Workload caller, ByteString bytes) {
    if (!complete.getAsBoolean()) {
      return new Issuance.Refused(
          Reason.NOT_READY,
          "which identities there are will be known when the objects have been read; ask again");
    }
    if (bytes.size() > LARGEST_REQUEST) {
      return TOO_LARGE;
    }
    try {
      IstioCertificateRequest request = IstioCertificateRequest.parseFrom(bytes);
      return certificates.issue(
          caller,
          new WorkloadCertificates.Request(
              request.getCsr(),
              Duration.ofSeconds(request.getValidityDuration()),
              impersonated(request)));
    } catch (InvalidProtocolBufferException e) {
      return new Issuance.Refused(
          Reason.MALFORMED_REQUEST, "the request is no IstioCertificateRequest");
    }
  }

  /** What is there and is no text is no identity, and not the same as nothing. */
  private static Optional<String> impersonated(IstioCertificateRequest request) {
    return Optional.ofNullable(request.getMetadata().getFieldsMap().get(IMPERSONATED))
        .map(Value::getStringValue);
  }

  private Status refused(String caller, Issuance.Refused refused) {
    metrics.refused(refused.reason());
    LOG.warn("no certificate for {}: {}", caller, refused.text());
    return status(refused.reason()).withDescription(refused.text());
  }

  private static Status status(Reason reason) {
    return switch (reason) {
      case NOT_A_WORKLOAD, NOT_A_NODE_PROXY, MALFORMED_IDENTITY, UNKNOWN_NODE, NOT_ON_NODE ->
          Status.PERMISSION_DENIED;
      case MALFORMED_REQUEST, MALFORMED_CSR, REFUSED_KEY -> Status.INVALID_ARGUMENT;
      case NOT_READY, CA_UNUSABLE -> Status.UNAVAILABLE;
    };
  }

  /**
   * Reads no more than there may be, and one byte more where there is more: what is small on the
   * wire, see {@link WireLimit}, may be large once it is decompressed.
   */
  private static final class Limited implements MethodDescriptor.Marshaller<ByteString> {

    @Override
    public InputStream stream(ByteString value) {
      return value.newInput();
    }

    @Override
    public ByteString parse(InputStream stream) {
      try {
        return ByteString.readFrom(ByteStreams.limit(stream, LARGEST_REQUEST + 1L));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
