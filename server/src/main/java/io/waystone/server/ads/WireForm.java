package io.waystone.server.ads;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.ztunnel.ZtunnelResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Writes {@code envoy.service.discovery.v3.DeltaDiscoveryResponse} and {@code DiscoveryResponse}
 * around bodies that are serialised already. The bodies are not copied: a resource is serialised
 * once for all streams.
 */
final class WireForm {

  // DeltaDiscoveryResponse and DiscoveryResponse
  private static final int VERSION_INFO = 1;
  private static final int RESOURCES = 2;
  private static final int TYPE_URL = 4;
  private static final int NONCE = 5;

  // DeltaDiscoveryResponse
  private static final int REMOVED_RESOURCES = 6;

  // Resource
  private static final int RESOURCE_VERSION = 1;
  private static final int RESOURCE_ANY = 2;
  private static final int RESOURCE_NAME = 3;
  private static final int RESOURCE_ALIASES = 4;

  // google.protobuf.Any
  private static final int ANY_TYPE_URL = 1;
  private static final int ANY_VALUE = 2;

  private WireForm() {}

  /** A whole response, sharing the bytes of its resources. */
  static ByteString of(Response response) {
    List<ByteString> parts = new ArrayList<>(response.entries().size() + 1);
    switch (response) {
      case Response.Delta delta -> {
        parts.add(head(delta.type().typeUrl(), delta.nonce(), delta.revision(), delta.removed()));
        delta.entries().forEach(entry -> parts.add(entry.wire()));
      }
      case Response.Whole whole -> {
        parts.add(head(whole));
        whole.entries().forEach(entry -> parts.add(plain(entry.resource())));
      }
    }
    return ByteString.copyFrom(parts);
  }

  /** A whole delta response, sharing the bytes of its resources, each as an element of it. */
  static ByteString delta(
      String typeUrl,
      String nonce,
      long revision,
      Collection<ByteString> elements,
      Collection<String> removed) {
    List<ByteString> parts = new ArrayList<>(elements.size() + 1);
    parts.add(head(typeUrl, nonce, revision, removed));
    parts.addAll(elements);
    return ByteString.copyFrom(parts);
  }

  private static ByteString head(
      String typeUrl, String nonce, long revision, Collection<String> removed) {
    return written(out -> {
      out.writeString(VERSION_INFO, Long.toString(revision));
      out.writeString(TYPE_URL, typeUrl);
      out.writeString(NONCE, nonce);
      for (String name : removed) {
        out.writeString(REMOVED_RESOURCES, name);
      }
    });
  }

  private static ByteString head(Response.Whole response) {
    return written(out -> {
      out.writeString(VERSION_INFO, response.version());
      out.writeString(TYPE_URL, response.type().typeUrl());
      out.writeString(NONCE, response.nonce());
    });
  }

  /** One element of a state-of-the-world response, which has neither name nor version. */
  private static ByteString plain(Resource resource) {
    ByteString any = any(resource.id().type().typeUrl(), resource.body());
    ByteString element =
        written(out -> {
          out.writeTag(RESOURCES, WIRETYPE_LENGTH_DELIMITED);
          out.writeUInt32NoTag(any.size() + resource.body().size());
          out.writeRawBytes(any);
        });
    return element.concat(resource.body());
  }

  /** An {@code Any} up to its value. */
  private static ByteString any(String typeUrl, ByteString body) {
    return written(out -> {
      out.writeString(ANY_TYPE_URL, typeUrl);
      out.writeTag(ANY_VALUE, WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(body.size());
    });
  }

  /** One element of a delta response, its tag and length included. */
  static ByteString of(Resource resource) {
    return element(
        resource.id().type().typeUrl(),
        resource.name(),
        resource.version(),
        List.of(),
        resource.body());
  }

  /** The same. */
  static ByteString of(ZtunnelResource resource) {
    return element(
        resource.id().type().typeUrl(),
        resource.id().name(),
        resource.version(),
        resource.aliases(),
        resource.body());
  }

  private static ByteString element(
      String typeUrl, String name, String version, List<String> aliases, ByteString body) {
    ByteString any = any(typeUrl, body);
    ByteString named =
        written(out -> {
          out.writeString(RESOURCE_VERSION, version);
          out.writeString(RESOURCE_NAME, name);
          for (String alias : aliases) {
            out.writeString(RESOURCE_ALIASES, alias);
          }
          out.writeTag(RESOURCE_ANY, WIRETYPE_LENGTH_DELIMITED);
          out.writeUInt32NoTag(any.size() + body.size());
        });
    ByteString element =
        written(out -> {
          out.writeTag(RESOURCES, WIRETYPE_LENGTH_DELIMITED);
          out.writeUInt32NoTag(named.size() + any.size() + body.size());
          out.writeRawBytes(named);
          out.writeRawBytes(any);
        });
    return element.concat(body);
  }

  private static ByteString written(Writing writing) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writing.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteString();
  }

  @FunctionalInterface
  private interface Writing {
    void writeTo(CodedOutputStream out) throws IOException;
  }
}
