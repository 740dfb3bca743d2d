package dev.v2v.engine.backend.cuda.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Compare;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.loss.PairLoss;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.engine.op.optim.GradientNorm;
import dev.v2v.engine.op.random.Random;
import dev.v2v.engine.op.reduce.Reduce;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.kernels.KernelCatalogue;
import dev.v2v.kernels.KernelFamily;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels number choices as the Java types order them. */
class EnumOrderTest {
  static Stream<Arguments> pairs() {
    return Stream.of(
        Arguments.of("binary", "BinaryFunction", Binary.Function.values(), ""),
        Arguments.of("unary", "UnaryFunction", Unary.Function.values(), "UNARY_"),
        Arguments.of("select", "Relation", Compare.Relation.values(), ""),
        Arguments.of("channel_norm", "VarianceRule", VarianceRule.values(), ""),
        Arguments.of("grid_sample", "Padding", PaddingMode.values(), "PAD_"),
        Arguments.of("grid_sample", "Reading", Interpolation.values(), "READ_"),
        Arguments.of("pad2d", "PadMode", Pad2d.Mode.values(), "PAD_"),
        Arguments.of("pool2d", "PoolKind", Pool2d.Kind.values(), "POOL_"),
        Arguments.of("reduce", "ReduceFunction", Reduce.Function.values(), "REDUCE_"),
        Arguments.of("random", "Distribution", Random.Distribution.values(), ""),
        Arguments.of("optim", "NormKind", GradientNorm.Kind.values(), ""),
        Arguments.of("pair_loss", "PairFunction", PairLoss.Function.values(), ""));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void ordersAgree(String family, String type, Enum<?>[] values, String prefix) {
    KernelFamily sources = KernelCatalogue.packaged().family(family);
    String text = sources.source() + String.join("\n", sources.headers().values());
    Matcher m = Pattern.compile("enum " + type + " \\{([^}]*)\\}").matcher(text);
    assertTrue(m.find(), "no enum " + type + " in " + family);
    List<String> kernel =
        Arrays.stream(m.group(1).split(",", -1))
            .map(name -> name.replaceAll("=.*", "").strip())
            .filter(name -> !name.isEmpty() && !name.endsWith("_NONE"))
            .toList();
    assertEquals(Arrays.stream(values).map(v -> prefix + v.name()).toList(), kernel);
  }
}
