package io.waystone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainCommandTest {

  /** The build fails with it, so that no cache is made of a start that did not succeed. */
  @Test
  void itEndsWhenTheControlPlaneIsReady() {
    Cli cli = Cli.run("train", "--services", "3");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isEqualTo(0);
  }
}
