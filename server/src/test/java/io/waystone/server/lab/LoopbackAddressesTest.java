package io.waystone.server.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LoopbackAddressesTest {

  @Test
  void noAddressIsHandedOutTwice() throws IOException {
    Set<InetAddress> seen = new HashSet<>();
    try (LoopbackAddresses one = new LoopbackAddresses();
        LoopbackAddresses another = new LoopbackAddresses()) {
      // More than a block holds.
      for (int i = 0; i < 300; i++) {
        assertThat(seen.add(one.next())).isTrue();
        assertThat(seen.add(another.next())).isTrue();
      }
    }
    assertThat(seen).allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void aServerCanListenOnOneAndAPortIsFree() throws IOException {
    try (LoopbackAddresses addresses = new LoopbackAddresses()) {
      InetAddress address = addresses.next();
      int port = Ports.free(address);
      try (ServerSocket server = new ServerSocket(port, 1, address)) {
        assertThat(server.isBound()).isTrue();
        assertThat(Ports.free(address)).isNotEqualTo(port);
      }
    }
  }
}
