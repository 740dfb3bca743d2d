// Where the cells around an image come from.
#pragma once

#include "common.cuh"

enum PadMode { PAD_CONSTANT = 0, PAD_REFLECT = 1, PAD_REPLICATE = 2 };  // as Pad2d.Mode numbers them

// Index in [0, size) for any i of the padded axis, or -1 for the constant.
V2V_DEVICE int pad_source(int i, int size, int mode) {
  if (i >= 0 && i < size) {
    return i;
  }
  if (mode == PAD_REFLECT) {
    return i < 0 ? -i : 2 * (size - 1) - i;
  }
  return mode == PAD_CONSTANT ? -1 : i < 0 ? 0 : size - 1;
}
