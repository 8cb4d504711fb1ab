package io.waystone.translator.envoy;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import io.waystone.translator.mesh.Route.Mirrored;
import java.util.List;

/** Where requests go as well. */
final class Mirrors {

  private static final int MILLION = 1_000_000;

  private Mirrors() {}

  /** In the order written; a share of zero is left out. */
  static List<RequestMirrorPolicy> of(List<Mirrored> mirrors) {
    return mirrors.stream().filter(mirror -> mirror.numerator() > 0).map(Mirrors::policy).toList();
  }

  private static RequestMirrorPolicy policy(Mirrored mirror) {
    return RequestMirrorPolicy.newBuilder()
        .setCluster(Names.cluster(mirror.destination()))
        .setRuntimeFraction(RuntimeFractionalPercent.newBuilder().setDefaultValue(share(mirror)))
        .setTraceSampled(BoolValue.of(false))
        // The mirror is asked for the same host, without Envoy's "-shadow".
        .setDisableShadowHostSuffixAppend(true)
        .build();
  }

  /** In hundredths where that is exact, else in the next millionth, but never none. */
  private static FractionalPercent share(Mirrored mirror) {
    long hundredths = 100L * mirror.numerator();
    if (hundredths % mirror.denominator() == 0) {
      return percent(hundredths / mirror.denominator(), DenominatorType.HUNDRED);
    }
    long millionths = Math.round((double) MILLION * mirror.numerator() / mirror.denominator());
    return percent(Math.max(1, millionths), DenominatorType.MILLION);
  }

  private static FractionalPercent percent(long numerator, DenominatorType denominator) {
    return FractionalPercent.newBuilder()
        .setNumerator((int) numerator)
        .setDenominator(denominator)
        .build();
  }
}
