package io.waystone.e2e.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client has to know of a delta response; bodies are passed over.
 *
 * @param size bytes of the message
 * @param removed names of resources that are gone
 */
record Received(int size, String typeUrl, String nonce, List<Item> items, List<String> removed) {

  // DeltaDiscoveryResponse
  private static final int RESOURCES = 2;
  private static final int TYPE_URL = 4;
  private static final int NONCE = 5;
  private static final int REMOVED_RESOURCES = 6;

  // Resource
  private static final int VERSION = 1;
  private static final int NAME = 3;

  /** A resource's name and version. */
  record Item(String name, String version) {}

  static Received parse(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    String typeUrl = "";
    String nonce = "";
    List<Item> items = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case RESOURCES -> items.add(item(in));
        case TYPE_URL -> typeUrl = in.readStringRequireUtf8();
        case NONCE -> nonce = in.readStringRequireUtf8();
        case REMOVED_RESOURCES -> removed.add(in.readStringRequireUtf8());
        default -> in.skipField(tag);
      }
    }
    return new Received(message.length, typeUrl, nonce, items, removed);
  }

  private static Item item(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    String name = "";
    String version = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case VERSION -> version = in.readStringRequireUtf8();
        case NAME -> name = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return new Item(name, version);
  }
}
