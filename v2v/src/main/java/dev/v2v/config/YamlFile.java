package dev.v2v.config;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads one YAML document of plain values. Tags, duplicate keys and alias bombs are refused. */
public final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_ALIASES = 50;

  private YamlFile() {}

  /**
   * The mapping at the root of the file.
   *
   * @throws InputException if the file is missing, too large or not a YAML mapping
   */
  public static ConfigNode read(Path file) {
    return parse(file.toString(), text(file));
  }

  /** The mapping at the root of a document; {@code file} is for messages. */
  public static ConfigNode parse(String file, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema()) // the authors write True and False
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setCodePointLimit(MAX_BYTES)
            .build();
    try {
      return ConfigNode.root(file, new Load(settings).loadFromString(text));
    } catch (YamlEngineException e) {
      String detail = e.getMessage().strip().replaceAll("\\s+", " ");
      throw new InputException(file + ": expected a YAML document, got: " + detail, e);
    } catch (StackOverflowError e) {
      throw new InputException(file + ": expected a YAML document, got one nested too deeply");
    }
  }

  /** A document as YAML that {@link #parse} reads back to the same values. */
  public static String text(ConfigNode document) {
    DumpSettings settings =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setDereferenceAliases(true)
            .build();
    return new Dump(settings).dumpToString(document.values());
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InputException(
            file + ": a configuration is at most 1 MiB, got " + Files.size(file) + " bytes");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": expected a YAML configuration, the file does not exist");
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": expected a YAML configuration, got a binary file");
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
