package io.waystone.server.ads;

import com.google.protobuf.ByteString;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Gives gRPC the prepared bytes of a response, which go to the wire without being copied first. */
final class ResponseMarshaller implements MethodDescriptor.Marshaller<ByteString> {

  @Override
  public InputStream stream(ByteString response) {
    return new Prepared(response);
  }

  @Override
  public ByteString parse(InputStream stream) {
    throw new UnsupportedOperationException("a server writes responses");
  }

  /** Its length is known and it writes itself, so gRPC needs no buffer of its own. */
  private static final class Prepared extends InputStream implements KnownLength, Drainable {

    private ByteString rest;

    Prepared(ByteString bytes) {
      this.rest = bytes;
    }

    @Override
    public int available() {
      return rest.size();
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int size = rest.size();
      rest.writeTo(target);
      rest = ByteString.EMPTY;
      return size;
    }

    @Override
    public int read() {
      if (rest.isEmpty()) {
        return -1;
      }
      int first = rest.byteAt(0) & 0xff;
      rest = rest.substring(1);
      return first;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length > 0 && rest.isEmpty()) {
        return -1;
      }
      int size = Math.min(length, rest.size());
      rest.substring(0, size).copyTo(target, offset);
      rest = rest.substring(size);
      return size;
    }
  }
}
