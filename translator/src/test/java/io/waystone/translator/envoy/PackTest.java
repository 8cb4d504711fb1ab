package io.waystone.translator.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.waystone.translator.wire.Canonical;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackTest {

  private static final List<String> KEYS =
      IntStream.range(0, 200).mapToObj(i -> "key-" + i).toList();

  @Test
  void mapsFilledInAnyOrderGiveTheSameBytesAtEveryLevel() {
    for (long seed = 0; seed < 20; seed++) {
      List<String> shuffled = new ArrayList<>(KEYS);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(Canonical.bytes(metadata(shuffled)))
          .as("seed %d", seed)
          .isEqualTo(Canonical.bytes(metadata(KEYS)));
      assertThat(Pack.any(metadata(shuffled)))
          .as("seed %d", seed)
          .isEqualTo(Pack.any(metadata(KEYS)));
    }
  }

  @Test
  void mapEntriesAreInTheOrderOfTheirKeys() {
    ByteString bytes = Canonical.bytes(struct(List.of("b", "c", "a")));
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    assertThat(text.indexOf('a')).isLessThan(text.indexOf('b'));
    assertThat(text.indexOf('b')).isLessThan(text.indexOf('c'));
  }

  @Test
  void whatIsPackedUnpacks() throws InvalidProtocolBufferException {
    Metadata metadata = metadata(KEYS);
    Any any = Pack.any(metadata);
    assertThat(any.getTypeUrl()).isEqualTo("type.googleapis.com/envoy.config.core.v3.Metadata");
    assertThat(any.unpack(Metadata.class)).isEqualTo(metadata);
    assertThat(Metadata.parseFrom(Canonical.bytes(metadata))).isEqualTo(metadata);
  }

  @Test
  void versionIsTheBeginningOfSha256() {
    assertThat(Canonical.version(ByteString.copyFromUtf8("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223");
    ByteString rope = ByteString.copyFromUtf8("a").concat(ByteString.copyFromUtf8("bc"));
    assertThat(Canonical.version(rope)).isEqualTo("ba7816bf8f01cfea414140de5dae2223");
    assertThat(Canonical.version(ByteString.EMPTY)).isEqualTo("e3b0c44298fc1c149afbf4c8996fb924");
  }

  private static Metadata metadata(List<String> keys) {
    Metadata.Builder metadata = Metadata.newBuilder();
    keys.forEach(key -> metadata.putFilterMetadata(key, struct(KEYS.subList(0, 10))));
    keys.forEach(key ->
        metadata.putTypedFilterMetadata(
            key, Pack.any(struct(List.of(key, key + "-1", key + "-2")))));
    return metadata.build();
  }

  private static Struct struct(List<String> keys) {
    Struct.Builder struct = Struct.newBuilder();
    keys.forEach(key -> struct.putFields(key, Value.newBuilder().setNumberValue(1).build()));
    return struct.build();
  }
}
