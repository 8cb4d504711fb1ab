package io.waystone.e2e.bench;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;

/** A pipe to another process of this benchmark, which sends and receives records. */
final class Link {

  private final ObjectOutputStream out;
  private final ObjectInputStream in;

  Link(InputStream in, OutputStream out) throws IOException {
    this.out = new ObjectOutputStream(new BufferedOutputStream(out));
    this.out.flush();
    this.in = new ObjectInputStream(in);
  }

  /** The link of a process to the one that has started it; what it prints goes to stderr. */
  static Link toParent() throws IOException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    return new Link(new FileInputStream(FileDescriptor.in), out);
  }

  /** May be called by any thread. */
  synchronized void send(Serializable message) throws IOException {
    out.reset();
    out.writeObject(message);
    out.flush();
  }

  /**
   * The next message.
   *
   * @throws java.io.EOFException if the other side has ended
   */
  Object receive() throws IOException {
    try {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("the other process runs other classes", e);
    }
  }
}
