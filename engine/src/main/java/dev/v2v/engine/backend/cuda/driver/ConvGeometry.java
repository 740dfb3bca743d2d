package dev.v2v.engine.backend.cuda.driver;

import dev.v2v.engine.DType;

/**
 * A convolution of x {@code (n, h, w, ci)} by a weight {@code (co, kh, kw, ci / groups)} to y
 * {@code (n, ho, wo, co)}, all of one type.
 *
 * @param tf32 whether float32 products may be rounded to 10 bits of mantissa
 */
public record ConvGeometry(
    DType dtype,
    int n,
    int h,
    int w,
    int ci,
    int co,
    int kh,
    int kw,
    int ho,
    int wo,
    int strideH,
    int strideW,
    int padH,
    int padW,
    int dilationH,
    int dilationW,
    int groups,
    boolean tf32) {}
