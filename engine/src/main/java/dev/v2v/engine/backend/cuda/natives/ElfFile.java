package dev.v2v.engine.backend.cuda.natives;

import dev.v2v.engine.DeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The dynamic section of a 64-bit little-endian ELF library, and the one change that this project
 * makes to it: naming another version of a library that it needs.
 *
 * <p>IMPLEMENTATION NOTES. A library names what it needs twice: DT_NEEDED holds an offset into the
 * string table, and a version-need record (.gnu.version_r) holds the file name, a version name,
 * which NVIDIA spells like the file name, and that name's SysV hash, by which the loader matches
 * it. Strings may be shared by several references, so the string itself is overwritten, which is
 * possible because both versions have equally long names.
 */
final class ElfFile {
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final long DT_NEEDED = 1;
  private static final long DT_STRTAB = 5;
  private static final long DT_STRSZ = 10;
  private static final long DT_SONAME = 14;
  private static final long DT_VERNEED = 0x6ffffffeL;
  private static final long DT_VERNEEDNUM = 0x6fffffffL;

  private final String name;
  private final ByteBuffer bytes;
  private final List<Long> needed = new ArrayList<>();
  private int strings;
  private int stringsSize;
  private long soname = -1;
  private int versionNeeds = -1;
  private long versionNeedCount;

  /**
   * Reads the dynamic section.
   *
   * @param name for messages
   * @throws DeviceException if it is no such library
   */
  ElfFile(String name, byte[] content) {
    this.name = name;
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    try {
      readDynamic();
    } catch (IndexOutOfBoundsException e) {
      throw new DeviceException(name + ": must be a whole ELF library, got a damaged one", e);
    }
  }

  private void readDynamic() {
    if (bytes.capacity() < 64 || bytes.getInt(0) != 0x464c457f || bytes.getShort(4) != 0x0102) {
      throw new DeviceException(name + ": must be a 64-bit little-endian ELF library");
    }
    long dynamic = -1;
    for (int i = 0; i < segments(); i++) {
      if (bytes.getInt(segment(i)) == PT_DYNAMIC) {
        dynamic = bytes.getLong(segment(i) + 8);
      }
    }
    if (dynamic < 0) {
      throw new DeviceException(name + ": must be a dynamic library, it has no dynamic section");
    }
    for (int at = Math.toIntExact(dynamic); bytes.getLong(at) != 0; at += 16) {
      long tag = bytes.getLong(at);
      long value = bytes.getLong(at + 8);
      if (tag == DT_NEEDED) {
        needed.add(value);
      } else if (tag == DT_STRTAB) {
        strings = fileOffset(value);
      } else if (tag == DT_STRSZ) {
        stringsSize = Math.toIntExact(value);
      } else if (tag == DT_SONAME) {
        soname = value;
      } else if (tag == DT_VERNEED) {
        versionNeeds = fileOffset(value);
      } else if (tag == DT_VERNEEDNUM) {
        versionNeedCount = value;
      }
    }
  }

  private int segments() {
    return bytes.getShort(56) & 0xffff;
  }

  private int segment(int i) {
    return Math.toIntExact(bytes.getLong(32)) + i * (bytes.getShort(54) & 0xffff);
  }

  /** Where an address of the loaded library lies in the file. */
  private int fileOffset(long address) {
    for (int i = 0; i < segments(); i++) {
      int at = segment(i);
      long start = bytes.getLong(at + 16);
      if (bytes.getInt(at) == PT_LOAD
          && address >= start
          && address < start + bytes.getLong(at + 32)) {
        return Math.toIntExact(address - start + bytes.getLong(at + 8));
      }
    }
    throw new DeviceException(name + ": must be a whole ELF library, got a damaged one");
  }

  private String string(long offset) {
    if (offset < 0 || offset >= stringsSize) {
      throw new DeviceException(name + ": must be a whole ELF library, got a damaged one");
    }
    int start = strings + (int) offset;
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    return new String(bytes.array(), start, end - start, StandardCharsets.US_ASCII);
  }

  /** Its own name, empty if it has none. */
  String soname() {
    return soname < 0 ? "" : string(soname);
  }

  /** The libraries that the loader must find before this one. */
  List<String> needed() {
    return needed.stream().map(this::string).toList();
  }

  /** Version names asked of {@code library}, as the loader will compare them. */
  List<String> versionsOf(String library) {
    List<String> names = new ArrayList<>();
    forEachVersion(library, at -> names.add(string(bytes.getInt(at + 8) & 0xffffffffL)));
    return names;
  }

  /** Whether every version name's hash is the hash of its name. */
  boolean hashesMatch(String library) {
    boolean[] match = {true};
    forEachVersion(
        library,
        at -> match[0] &= bytes.getInt(at) == hash(string(bytes.getInt(at + 8) & 0xffffffffL)));
    return match[0];
  }

  /** The content of the file. */
  byte[] content() {
    return bytes.array();
  }

  /**
   * Makes the library need {@code to} where it needed {@code from}, names of equal length.
   *
   * @throws DeviceException if it does not need {@code from}
   */
  void rebind(String from, String to) {
    if (from.length() != to.length()) {
      throw new DeviceException(
          name + ": names must be equally long to be exchanged, got " + from + " and " + to);
    }
    if (!needed().contains(from)) {
      throw new DeviceException(name + ": must need " + from + ", it needs " + needed());
    }
    forEachVersion(
        from,
        at -> {
          if (string(bytes.getInt(at + 8) & 0xffffffffL).equals(from)) {
            bytes.putInt(at, hash(to));
          }
        });
    byte[] old = (from + '\0').getBytes(StandardCharsets.US_ASCII);
    byte[] replacement = to.getBytes(StandardCharsets.US_ASCII);
    for (int at = strings; at + old.length <= strings + stringsSize; at++) {
      // A match must start a string: the tail of a longer name is another library's business.
      boolean starts = at == strings || bytes.get(at - 1) == 0;
      if (starts && ByteBuffer.wrap(bytes.array(), at, old.length).equals(ByteBuffer.wrap(old))) {
        bytes.put(at, replacement);
      }
    }
  }

  private interface VersionVisitor {
    void visit(int at);
  }

  /** Calls {@code visitor} with the offset of every version record of {@code library}. */
  private void forEachVersion(String library, VersionVisitor visitor) {
    int need = versionNeeds;
    for (long i = 0; i < versionNeedCount; i++) {
      int count = bytes.getShort(need + 2) & 0xffff;
      if (string(bytes.getInt(need + 4) & 0xffffffffL).equals(library)) {
        int at = need + bytes.getInt(need + 8);
        for (int v = 0; v < count; v++) {
          visitor.visit(at);
          at += bytes.getInt(at + 12);
        }
      }
      need += bytes.getInt(need + 12);
    }
  }

  /** The hash of System V ABI, chapter 5, "Hash Table". */
  static int hash(String name) {
    int h = 0;
    for (int i = 0; i < name.length(); i++) {
      h = (h << 4) + name.charAt(i);
      int high = h & 0xf0000000;
      h = (h ^ (high >>> 24)) & ~high;
    }
    return h;
  }
}
