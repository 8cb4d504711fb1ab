package io.waystone.server.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A call of the command, and what came of it. */
record Cli(int code, String out, String err) {

  /** Calls it as a shell does. */
  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Cli(code, out.toString(), err.toString());
  }

  /** The same with a text on standard input. */
  static Cli withInput(String text, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }

  /** The folder of the example, as tests of a module find it. */
  static Path example() {
    return Path.of("..", "examples", "bookinfo").toAbsolutePath().normalize();
  }

  /** The texts of its files, by name. */
  static List<String> exampleTexts() throws IOException {
    try (Stream<Path> files = Files.list(example())) {
      return files.sorted().map(Cli::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
