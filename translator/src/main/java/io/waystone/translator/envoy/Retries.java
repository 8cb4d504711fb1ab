package io.waystone.translator.envoy;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.waystone.translator.input.Delivery;
import io.waystone.translator.input.Retry;
import java.time.Duration;
import java.util.Optional;

/** When a request is tried again, and how long a try may take. */
final class Retries {

  /**
   * Gateway API: what failed before the backend answered for good. istiod has the same for every
   * rule, and without {@code retry} also {@code retriable-status-codes}, by which a client may name
   * statuses in a header.
   */
  private static final String NOT_BEGUN = "connect-failure,refused-stream,unavailable,cancelled";

  private static final String AND_CODES = ",retriable-status-codes";

  /**
   * Gateway API: a try that takes longer than {@code backendRequest} is followed by the next. Envoy
   * has that only together with connections that break while a try is under way.
   */
  private static final String AND_TIMEOUTS = ",reset";

  /** istiod's default. */
  private static final int ATTEMPTS = 2;

  /** Envoy takes no zero, and rounds what is less up to this. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Retries() {}

  /** Empty: never again, and a try may take as long as the request. */
  static Optional<RetryPolicy> of(Delivery delivery) {
    Optional<Duration> each =
        delivery.timeouts().backendRequest().filter(timeout -> !timeout.isZero());
    RetryPolicy.Builder policy =
        delivery
            .retry()
            .map(retry -> written(retry, each.isPresent()))
            .orElseGet(() -> elsewhere(ATTEMPTS).setRetryOn(NOT_BEGUN + AND_CODES));
    each.ifPresent(timeout -> policy.setPerTryTimeout(Common.duration(timeout)));
    return policy.getRetryOn().isEmpty() && each.isEmpty()
        ? Optional.empty()
        : Optional.of(policy.build());
  }

  private static RetryPolicy.Builder written(Retry retry, boolean timed) {
    int attempts = retry.attempts().orElse(ATTEMPTS);
    if (attempts == 0) {
      return RetryPolicy.newBuilder().setNumRetries(UInt32Value.of(0));
    }
    RetryPolicy.Builder policy =
        elsewhere(attempts)
            .setRetryOn(
                NOT_BEGUN
                    + (retry.codes().isEmpty() ? "" : AND_CODES)
                    + (timed ? AND_TIMEOUTS : ""))
            .addAllRetriableStatusCodes(retry.codes());
    retry
        .backoff()
        .map(base -> base.compareTo(SHORTEST) < 0 ? SHORTEST : base)
        .ifPresent(base ->
            policy.setRetryBackOff(
                RetryPolicy.RetryBackOff.newBuilder().setBaseInterval(Common.duration(base))));
    return policy;
  }

  /** A further try goes to another endpoint, if there is one. */
  private static RetryPolicy.Builder elsewhere(int attempts) {
    return RetryPolicy.newBuilder()
        .setNumRetries(UInt32Value.of(attempts))
        .setHostSelectionRetryMaxAttempts(5)
        .addRetryHostPredicate(
            RetryPolicy.RetryHostPredicate.newBuilder()
                .setName("envoy.retry_host_predicates.previous_hosts")
                .setTypedConfig(Pack.any(PreviousHostsPredicate.getDefaultInstance())));
  }
}
