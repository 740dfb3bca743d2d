package dev.v2v.data.puppets;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.v2v.data.TruthFiles;
import dev.v2v.data.draw.Rgb;
import dev.v2v.data.pose.Person;
import dev.v2v.data.pose.PoseFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the annotations of one clip. Frames are numbered as folders of images number them. */
final class ClipFiles {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final IndexColorModel PART_COLORS = partColors();

  private final PuppetClip clip;

  ClipFiles(PuppetClip clip) {
    this.clip = clip;
  }

  /** Key points of every frame as {@code [x, y, visible]}, in pixels. */
  void writeKeyPoints(Path file, Map<String, Object> about) throws IOException {
    List<List<double[]>> frames = new ArrayList<>();
    for (int t = 0; t < clip.frames(); t++) {
      frames.add(
          clip.keyPoints(t).stream()
              .map(k -> new double[] {milli(k.x()), milli(k.y()), k.visible() ? 1 : 0})
              .toList());
    }
    Map<String, Object> json = new LinkedHashMap<>(about);
    json.put("kind", clip.identity().kind());
    json.put("size", clip.size());
    json.put("names", clip.identity().kind().keyPoints());
    json.put("keypoints", frames);
    Files.createDirectories(file.getParent());
    Files.writeString(file, GSON.toJson(json) + "\n");
  }

  /**
   * Poses of a figure, a file for each frame as OpenPose writes them. Joints that are hidden have
   * half of the confidence, those outside of the frame are missing.
   */
  void writePoses(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int t = 0; t < clip.frames(); t++) {
      Person person = PuppetPose.of(clip.keyPoints(t), clip.size());
      PoseFile.write(List.of(person), folder.resolve(name(t, "_keypoints.json")));
    }
  }

  /** Part masks: indexed images whose values are {@link Part#id}. */
  void writeMasks(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int t = 0; t < clip.frames(); t++) {
      byte[] parts = clip.truth(t, t).forward().parts();
      BufferedImage image =
          new BufferedImage(clip.size(), clip.size(), BufferedImage.TYPE_BYTE_INDEXED, PART_COLORS);
      image.getRaster().setDataElements(0, 0, clip.size(), clip.size(), parts);
      TruthFiles.writePng(image, folder.resolve(name(t, ".png")));
    }
  }

  /** Flow from each frame to the next and back, and which pixels the other frame hides. */
  void writeFlow(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int t = 0; t + 1 < clip.frames(); t++) {
      GroundTruth truth = clip.truth(t, t + 1);
      writeField(truth.forward(), folder, name(t, "_forward"));
      writeField(truth.backward(), folder, name(t + 1, "_backward"));
    }
  }

  private static void writeField(GroundTruth.Field field, Path folder, String name)
      throws IOException {
    TruthFiles.writeFlow(folder, name, field.size(), field.size(), field.flow(), field.occluded());
  }

  private static String name(int t, String suffix) {
    return TruthFiles.padded(t, 5) + suffix;
  }

  static double milli(double pixels) {
    return Math.rint(pixels * 1000) / 1000;
  }

  /** Colours that neighbours in the list do not share, for people who open a mask. */
  private static IndexColorModel partColors() {
    int n = Part.values().length;
    byte[][] c = new byte[3][n];
    for (int i = 1; i < n; i++) {
      Rgb color = Rgb.hsl(i * 0.382, 0.65, 0.45 + 0.1 * (i % 3));
      c[0][i] = (byte) Math.round(color.r() * 255);
      c[1][i] = (byte) Math.round(color.g() * 255);
      c[2][i] = (byte) Math.round(color.b() * 255);
    }
    return new IndexColorModel(8, n, c[0], c[1], c[2]);
  }
}
