package dev.v2v.nn.checkpoint;

/**
 * The opcodes of pickle protocol 2 that the writers of PyTorch and NumPy use: a closed list. None
 * of them can import or call anything by itself; {@link #GLOBAL} and {@link #REDUCE} are limited to
 * {@link PickleGlobal}.
 */
enum PickleOpcode {
  PROTO(0x80),
  STOP('.'),
  MARK('('),
  EMPTY_DICT('}'),
  EMPTY_LIST(']'),
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8a),
  BINFLOAT('G'),
  BINUNICODE('X'),
  /** Text of Python 2, bytes in truth. */
  BINSTRING('T'),
  /** The same with one byte for its length. */
  SHORT_BINSTRING('U'),
  GLOBAL('c'),
  REDUCE('R'),
  BUILD('b'),
  BINPERSID('Q'),
  BINPUT('q'),
  LONG_BINPUT('r'),
  BINGET('h'),
  LONG_BINGET('j'),
  SETITEM('s'),
  SETITEMS('u'),
  APPEND('a'),
  APPENDS('e');

  private static final PickleOpcode[] BY_CODE = new PickleOpcode[256];

  static {
    for (PickleOpcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;

  PickleOpcode(int code) {
    this.code = code;
  }

  /** The opcode of an unsigned byte, {@code null} if it is not on the list. */
  static PickleOpcode of(int code) {
    return BY_CODE[code];
  }

  /** Name of an opcode that is not on the list, for the message that refuses it. */
  static String refusedName(int code) {
    return switch (code) {
      case 0x93 -> "STACK_GLOBAL";
      case 0x81 -> "NEWOBJ";
      case 0x92 -> "NEWOBJ_EX";
      case 0x82 -> "EXT1";
      case 0x83 -> "EXT2";
      case 0x84 -> "EXT4";
      case 0x95 -> "FRAME";
      case 'i' -> "INST";
      case 'o' -> "OBJ";
      case 'P' -> "PERSID";
      default -> "unknown";
    };
  }
}
