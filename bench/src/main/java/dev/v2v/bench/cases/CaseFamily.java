package dev.v2v.bench.cases;

import java.util.List;

/** The cases of one family of operators. Names of cases are unique within a family. */
public interface CaseFamily {
  /** {@code elementwise}, {@code conv}: the package of the operators. */
  String name();

  List<OpCase> cases();

  List<ErrorCase> errors();
}
