package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSizeTest {

  /** What Envoy 1.40 counted, at most what is counted here, and not too far from it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        ".                                   # 6",
        "[^x]                                # 6",
        "\\pP                                # 19",
        "(?:|[^\\x{76}].*|v(?:|..*))         # 16",
        "\\Q[a]{9}\\E                        # 10",
        "a{1000}                             # 1003",
      })
  void isNeverTooSmall(String regex, long envoys) {
    assertThat(RegexSize.of(regex)).isBetween(envoys - 5, 10 * envoys + 100);
  }

  /** Envoy: "invalid escape sequence", for it reads bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"\\x{100}", "[^\\x{20ac}]", "\\400", "a|[b\\x{10ffff}]"})
  void aCharacterThatIsNoByteIsRefused(String regex) {
    assertThatThrownBy(() -> RegexSize.of(regex)).isInstanceOf(PatternSyntaxException.class);
    assertThat(Regexes.problem(regex)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\x{ff}", "\\x41", "\\377", "\\Q\\x{20ac}\\E", "\\\\x{20ac}", "€", "[]\\]a]"})
  void bytesAreTaken(String regex) {
    assertThat(Regexes.problem(regex)).isEmpty();
  }
}
