package io.waystone.translator.input;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Text to documents. */
public final class YamlReader {

  /** In characters. */
  private static final int LARGEST_BUFFER = 1 << 20;

  private YamlReader() {}

  /**
   * Parses all documents of a text, YAML or JSON. Aliases are followed, within bounds; a key that
   * stands twice in a mapping is an error.
   *
   * @param source what names the text in positions: a file path as the user gave it, {@code
   *     <stdin>}
   */
  public static Parsed parse(String source, String text) {
    try {
      List<Tree> documents = new TreeBuilder(source, text.length()).documents(events(text));
      return new Parsed(documents.stream().flatMap(YamlReader::items).toList(), Optional.empty());
    } catch (TreeBuilder.Refused e) {
      return broken(source, e.reason(), Optional.of(e.position()));
    } catch (MarkedYamlEngineException e) {
      return broken(
          source,
          e.getProblem(),
          e.getProblemMark().map(mark -> TreeBuilder.position(source, mark)));
    } catch (YamlEngineException e) {
      return broken(source, String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  private static Iterable<org.snakeyaml.engine.v2.events.Event> events(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            // For each buffer full of a scalar, what was read of it so far is copied.
            .setBufferSize(Math.clamp(text.length(), 1_024, LARGEST_BUFFER))
            .build();
    return new Parse(settings).parseString(text);
  }

  /** The items of a {@code kind: List}; a document of any other kind is itself. */
  private static Stream<Tree> items(Tree document) {
    if (document instanceof Tree.Mapping mapping
        && mapping.entries().get("kind") instanceof Tree.Text kind
        && kind.value().equals("List")
        && mapping.entries().get("items") instanceof Tree.Sequence list) {
      return list.items().stream().flatMap(YamlReader::items);
    }
    return document instanceof Tree.Null ? Stream.empty() : Stream.of(document);
  }

  private static Parsed broken(String source, String reason, Optional<Position> position) {
    String where =
        position.map(p -> "line " + p.line() + ", column " + p.column() + ": ").orElse("");
    return new Parsed(
        List.of(),
        Optional.of(
            new Diagnostic(
                Code.WS0001,
                Cause.of(new ObjectRef("File", "", source)),
                "not YAML: " + where + reason.replaceAll("\\s+", " ").strip(),
                "nothing of this text is read",
                "")));
  }
}
