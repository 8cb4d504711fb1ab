package io.waystone.translator.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {

  /** Every way to write a host that a server may take as the same one. */
  @ParameterizedTest
  @CsvSource({
    "reviews,       reviews,        true",
    "reviews,       REVIEWS:9080,   true",
    "reviews,       reviews.,       true",
    "reviews,       reviews.:9080,  true",
    "reviews,       reviews..,      false",
    "reviews,       xreviews,       false",
    "reviews,       reviews.com,    false",
    "reviews,       reviews:,       true",
    "reviews,       reviews.:,      true",
    "reviews,       reviews:x,      false",
    "reviews:9080,  reviews:9080,   true",
    "reviews:9080,  Reviews.:9080,  true",
    "reviews:9080,  reviews:09080,  true",
    "reviews:9080,  reviews:80,     false",
    "reviews:9080,  reviews:90800,  false",
    "reviews:*,     reviews:9080,   true",
    "reviews:*,     Reviews.:9080,  true",
    "reviews:8*,    reviews:08,     true",
    "reviews:8*,    reviews.:9,     false",
    "reviews:*,     reviews,        false",
    "a.b,           axb,            false",
    "*.example.com, a.example.com., true",
    "*.example.com, a.example.com:1, true",
    "*.example.com, a.example.com.evil, false",
    "*.example.com:80, a.example.com.:80, true",
  })
  void hosts(String written, String host, boolean matches) {
    String regex =
        Patterns.host(io.waystone.translator.mesh.Pattern.of(written))
            .getStringMatch()
            .getSafeRegex()
            .getRegex();
    assertThat(Pattern.compile(regex).matches(host)).isEqualTo(matches);
  }
}
