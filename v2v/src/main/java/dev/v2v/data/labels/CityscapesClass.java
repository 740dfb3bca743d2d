package dev.v2v.data.labels;

import dev.v2v.engine.InputException;
import java.util.List;

/**
 * The classes of Cityscapes by their {@code labelIds}, and the colours that data set shows them in.
 * vid2vid's street models count 35 classes: licence plates, -1 in the published numbering, come
 * last.
 *
 * <p>Source: Cordts et al., "The Cityscapes Dataset for Semantic Urban Scene Understanding", CVPR
 * 2016, and its published label definitions.
 */
public enum CityscapesClass {
  UNLABELED(0, 0x000000, false),
  EGO_VEHICLE(1, 0x000000, false),
  RECTIFICATION_BORDER(2, 0x000000, false),
  OUT_OF_ROI(3, 0x000000, false),
  STATIC(4, 0x000000, false),
  DYNAMIC(5, 0x6f4a00, false),
  GROUND(6, 0x510051, false),
  ROAD(7, 0x804080, false),
  SIDEWALK(8, 0xf423e8, false),
  PARKING(9, 0xfaaaa0, false),
  RAIL_TRACK(10, 0xe6968c, false),
  BUILDING(11, 0x464646, false),
  WALL(12, 0x66669c, false),
  FENCE(13, 0xbe9999, false),
  GUARD_RAIL(14, 0xb4a5b4, false),
  BRIDGE(15, 0x966464, false),
  TUNNEL(16, 0x96785a, false),
  POLE(17, 0x999999, false),
  POLEGROUP(18, 0x999999, false),
  TRAFFIC_LIGHT(19, 0xfaaa1e, false),
  TRAFFIC_SIGN(20, 0xdcdc00, false),
  VEGETATION(21, 0x6b8e23, false),
  TERRAIN(22, 0x98fb98, false),
  SKY(23, 0x4682b4, false),
  PERSON(24, 0xdc143c, true),
  RIDER(25, 0xff0000, true),
  CAR(26, 0x00008e, true),
  TRUCK(27, 0x000046, true),
  BUS(28, 0x003c64, true),
  CARAVAN(29, 0x00005a, true),
  TRAILER(30, 0x00006e, true),
  TRAIN(31, 0x005064, true),
  MOTORCYCLE(32, 0x0000e6, true),
  BICYCLE(33, 0x770b20, true),
  LICENSE_PLATE(34, 0x00008e, false);

  /** Classes, and channels of a one-hot map. */
  public static final int COUNT = 35;

  /** Instances of a class are numbered from 0 up to this, exclusive. */
  public static final int INSTANCES = 1000;

  private static final List<CityscapesClass> BY_ID = List.of(values());

  private final int id;
  private final int color;
  private final boolean countable;

  CityscapesClass(int id, int color, boolean countable) {
    this.id = id;
    this.color = color;
    this.countable = countable;
  }

  /** The number in label maps. */
  public int id() {
    return id;
  }

  /** The colour of the class, {@code 0xRRGGBB}. */
  public int color() {
    return color;
  }

  /** Whether its objects are told apart in instance maps. */
  public boolean hasInstances() {
    return countable;
  }

  /**
   * The value of object {@code k} in an instance map: {@code id * 1000 + k}, and the class's id
   * alone where objects are not told apart. Numbers beyond 999 start again.
   */
  public int instance(int k) {
    return countable ? id() * INSTANCES + Math.floorMod(k, INSTANCES) : id();
  }

  /**
   * The class of a label.
   *
   * @throws InputException unless it is 0 .. 34
   */
  public static CityscapesClass of(int id) {
    if (id < 0 || id >= COUNT) {
      throw new InputException(
          "labels: a class of Cityscapes must be 0.." + (COUNT - 1) + ", got " + id);
    }
    return BY_ID.get(id);
  }
}
