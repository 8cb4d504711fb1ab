package io.waystone.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {

  @Test
  void isReadAsItIsWritten() {
    String text = "spiffe://cluster.local/ns/istio-system/sa/my.account";

    SpiffeId id = SpiffeId.parse(text);

    assertThat(id).isEqualTo(new SpiffeId("cluster.local", "istio-system", "my.account"));
    assertThat(id).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spiffe://cluster.local",
        "spiffe://cluster.local/ns/a",
        "spiffe://cluster.local/ns/a/sa/",
        "spiffe://cluster.local/ns//sa/b",
        "spiffe:///ns/a/sa/b",
        "spiffe://cluster.local/ns/a/sa/b/",
        "spiffe://cluster.local/ns/a/sa/b/c",
        "spiffe://cluster.local/ns/a/sa/b?x",
        "spiffe://cluster.local/ns/a/sa/b#x",
        "spiffe://cluster.local/ns/a/sa/b\n",
        "spiffe://cluster.local/ns/a/sa/%62",
        "spiffe://cluster.local/ns/../sa/b",
        "spiffe://cluster.local:80/ns/a/sa/b",
        "spiffe://user@cluster.local/ns/a/sa/b",
        "spiffe://Cluster.local/ns/a/sa/b",
        "SPIFFE://cluster.local/ns/a/sa/b",
        "spiffe://cluster.local/ns/A/sa/b",
        "spiffe://cluster.local/ns/a.b/sa/c",
        "https://cluster.local/ns/a/sa/b"
      })
  void anotherFormIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> SpiffeId.parse(text));
  }
}
