package dev.v2v.media;

import dev.v2v.media.MediaInfo.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of equally sized images, in natural order of their names. */
final class FolderSource implements FrameSource {
  private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff");

  private final List<Path> files;
  private final MediaInfo info;
  private final List<String> warnings = new ArrayList<>();
  private int next;

  private FolderSource(List<Path> files, MediaInfo info) {
    this.files = files;
    this.info = info;
  }

  /** Checks every header first: a wrong size in the last file is found before any work is done. */
  static FrameSource open(Path folder) {
    List<Path> files = list(folder);
    if (files.isEmpty()) {
      throw new MediaException(
          folder, "expected a folder of images; it holds no file named .png, .jpg, .bmp or .tif");
    }
    StillImage first = StillImage.read(files.get(0), format(files.get(0)));
    int width = first.rgb().width();
    int height = first.rgb().height();
    for (Path file : files) {
      StillImage.Size size = StillImage.size(file, format(file));
      requireSize(file, size.width(), size.height(), width, height);
    }
    FolderSource source =
        new FolderSource(
            files, MediaInfo.ofImages(Kind.FOLDER, width, height, files.size(), first));
    NaturalOrder.missingNumbers(files.stream().map(f -> f.getFileName().toString()).toList())
        .ifPresent(gap -> source.warnings.add(folder + ": the numbering has gaps: " + gap));
    return source;
  }

  @Override
  public MediaInfo info() {
    return info;
  }

  @Override
  public boolean read(RgbFrame into) {
    into.requireSize("read", info.width(), info.height());
    if (next == files.size()) {
      return false;
    }
    Path file = files.get(next++);
    StillImage image = StillImage.read(file, format(file));
    requireSize(file, image.rgb().width(), image.rgb().height(), info.width(), info.height());
    into.set(image.rgb());
    warnings.addAll(image.warnings());
    return true;
  }

  @Override
  public List<String> names() {
    return files.stream().map(FolderSource::name).toList();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Nothing is held open between reads. */
  @Override
  public void close() {}

  private static void requireSize(Path file, int width, int height, int wantWidth, int wantHeight) {
    if (width != wantWidth || height != wantHeight) {
      throw new MediaException(
          file,
          String.format(
              "expected %dx%d like the folder's first image; it is %dx%d",
              wantWidth, wantHeight, width, height));
    }
  }

  private static ImageFormat format(Path file) {
    try {
      return ImageFormat.of(file)
          .orElseThrow(
              () ->
                  new MediaException(
                      file,
                      "expected a PNG, JPEG, BMP or TIFF image; the content is none of them"));
    } catch (IOException e) {
      throw new MediaException(file, "expected a readable image: " + e.getMessage(), e);
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(f -> isImageName(f.getFileName().toString()) && Files.isRegularFile(f))
          .sorted((a, b) -> NaturalOrder.compare(name(a), name(b)))
          .toList();
    } catch (IOException e) {
      throw new MediaException(folder, "expected a readable folder: " + e.getMessage(), e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static boolean isImageName(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && EXTENSIONS.contains(extension);
  }
}
