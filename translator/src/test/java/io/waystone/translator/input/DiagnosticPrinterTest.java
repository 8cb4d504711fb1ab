package io.waystone.translator.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosticPrinterTest {

  @Test
  void printsTheLinePeopleRead() {
    ReadResult result =
        Reading.one(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: reviews}
            spec:
              rules:
              - matchs: []
            """);
    assertThat(
            DiagnosticPrinter.line(result.diagnostics().getFirst(), Optional.of(result.origin())))
        .isEqualTo(
            "a.yaml:6: WS0011 default/reviews HTTPRoute spec.rules[0].matchs: there is no such"
                + " field; it is ignored. Perhaps \"matches\" is meant."
                + " (docs/diagnostics.md#ws0011)");
  }

  @Test
  void isOneLineWhateverTheNamesAre() {
    Diagnostic diagnostic =
        new Diagnostic(
            Code.WS0002, Cause.of(new ObjectRef("A\nB", "", "x\r\u001b[31m")), "p", "", "");
    assertThat(DiagnosticPrinter.line(diagnostic, Optional.empty()))
        .isEqualTo("WS0002 x??[31m A?B: p. (docs/diagnostics.md#ws0002)");
  }
}
