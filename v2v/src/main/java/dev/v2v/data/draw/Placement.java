package dev.v2v.data.draw;

/**
 * Where a part is: the map from the part's own coordinates to the view. A parabolic bend comes
 * first, {@code v += bend u^2}, then an affine map; both have exact inverses, so flow does too.
 * Immutable.
 */
public record Placement(Affine affine, double bend) {
  public static Placement of(Affine affine) {
    return new Placement(affine, 0);
  }

  public double viewX(double u, double v) {
    return affine.x(u, v + bend * u * u);
  }

  public double viewY(double u, double v) {
    return affine.y(u, v + bend * u * u);
  }

  /** This placement for a form drawn {@code su} by {@code sv} times larger, bent alike. */
  public Placement scaled(double su, double sv) {
    return new Placement(affine.scaled(su, sv), bend * su * su / sv);
  }

  public Placement bent(double newBend) {
    return new Placement(affine, newBend);
  }

  /** The placement of a part at {@code (u, v)} of this one, without bend. */
  public Placement at(double u, double v) {
    return of(affine.moved(u, v + bend * u * u));
  }

  public Placement turned(double radians) {
    return new Placement(affine.turned(radians), bend);
  }
}
