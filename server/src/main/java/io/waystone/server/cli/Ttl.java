package io.waystone.server.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** How long something holds, as people write it: {@code 30m}, {@code 24h}, {@code 365d}. */
final class Ttl implements CommandLine.ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
      throw new CommandLine.TypeConversionException(
          "\"" + text + "\" is not a time such as 30m, 24h or 365d");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
