package io.waystone.translator.envoy;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import java.util.List;

/** What Envoy refuses of headers to add and to remove. */
final class HeaderRefusals {

  /**
   * Text, {@code %%} and commands such as {@code %REQ(:AUTHORITY?X):20%}. Which commands there are
   * is not checked.
   */
  private static final Pattern FORMAT =
      Pattern.compile("(?s)(?:[^%]|%%|%[A-Z0-9_]+(?:\\([^)]*\\))?(?::[0-9]+)?%)*");

  private HeaderRefusals() {}

  /**
   * Envoy: ":-prefixed or host headers may not be modified"; "Couldn't find valid command". The
   * value is a format, so that a user's {@code 50%} breaks the whole resource.
   */
  static void added(HeaderValueOption option, Findings findings) {
    String name = option.getHeader().getKey();
    String value = option.getHeader().getValue();
    findings.enterField("header");
    if (!isModifiable(name)) {
      findings.addTo("key", "\":\"-prefixed or host headers must not be set, as " + quote(name));
    }
    if (!FORMAT.matches(value)) {
      findings.addTo("value", "value must be a header format, % as %%, not " + quote(value));
    }
    findings.leave();
  }

  /** Envoy: ":-prefixed or host headers may not be removed". */
  static void removed(String field, List<String> names, Findings findings) {
    for (int i = 0; i < names.size(); i++) {
      if (!isModifiable(names.get(i))) {
        findings.addTo(field, i, "\":\"-prefixed or host headers must not be removed");
      }
    }
  }

  private static boolean isModifiable(String name) {
    return !name.startsWith(":") && !name.equalsIgnoreCase("host");
  }

  private static String quote(String text) {
    return Findings.shorten(text);
  }
}
