package dev.v2v.engine.backend.cuda.launch;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler;
import dev.v2v.engine.backend.cuda.driver.KernelCompiler.Compiled;
import dev.v2v.engine.backend.cuda.natives.PrivateDirectory;
import dev.v2v.kernels.KernelFamily;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was compiled for an architecture, kept on disk: one file for source, headers, options,
 * compiler and architecture, all of which its name hashes. A damaged file is compiled anew.
 */
final class CompiledCache {
  private static final int MAGIC = 0x7632766b;

  private final PrivateDirectory directory;

  CompiledCache(PrivateDirectory directory) {
    this.directory = directory;
  }

  /** From disk if it is there, else compiled and put there. */
  Compiled get(KernelFamily family, KernelCompiler compiler, int architecture) {
    String key =
        family.fingerprint().substring(0, 32) + "-" + compiler.version() + "-sm_" + architecture;
    String file = family.name() + "-" + key + ".kernels";
    return read(directory.path().resolve(file))
        .orElseGet(
            () -> {
              Compiled compiled =
                  compiler.compile(
                      family.name(),
                      family.source(),
                      family.headers(),
                      KernelFamily.OPTIONS,
                      architecture);
              directory.file(file, encode(compiled));
              return compiled;
            });
  }

  private static byte[] encode(Compiled compiled) {
    byte[] ptx = compiled.ptx().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(PrivateDirectory.sha256(compiled.image()));
      out.writeUTF(PrivateDirectory.sha256(ptx));
      out.writeInt(compiled.image().length);
      out.write(compiled.image());
      out.writeInt(ptx.length);
      out.write(ptx);
    } catch (IOException e) {
      throw new AssertionError("memory takes what is written to it", e);
    }
    return bytes.toByteArray();
  }

  private static Optional<Compiled> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (in.readInt() != MAGIC) {
        return Optional.empty();
      }
      String imageHash = in.readUTF();
      String ptxHash = in.readUTF();
      byte[] image = in.readNBytes(in.readInt());
      byte[] ptx = in.readNBytes(in.readInt());
      boolean whole =
          PrivateDirectory.sha256(image).equals(imageHash)
              && PrivateDirectory.sha256(ptx).equals(ptxHash);
      return whole
          ? Optional.of(new Compiled(image, new String(ptx, StandardCharsets.UTF_8)))
          : Optional.empty();
    } catch (java.io.EOFException | IllegalArgumentException damaged) {
      return Optional.empty(); // a part of a file, or a negative length in it
    } catch (IOException e) {
      throw new DeviceException(file + ": compiled kernels could not be read", e);
    }
  }
}
