// A libcudnn.so.9 that writes down what it is called with and computes nothing; see recorder.c.
#include <stdio.h>
#include <string.h>

typedef void *Handle;
typedef struct {
  int algo, status;
  float time;
  size_t memory;
  int determinism, mathType, reserved[3];
} Perf;

#define SAY(...) (printf(__VA_ARGS__), putchar('\n'), fflush(stdout), 0)
#define NOT_SUPPORTED 3000

static long next = 0x100;
static int make(Handle *d) { *d = (Handle)next++; return 0; }

int cudnnCreate(Handle *h) { *h = (Handle)0xd0; return 0; }
size_t cudnnGetVersion(void) { return 91300; }
const char *cudnnGetErrorString(int s) { return s == NOT_SUPPORTED ? "CUDNN_STATUS_NOT_SUPPORTED" : "?"; }
int cudnnSetStream(Handle h, Handle s) { return SAY("stream %p %p", h, s); }
int cudnnCreateTensorDescriptor(Handle *d) { return make(d); }
int cudnnCreateFilterDescriptor(Handle *d) { return make(d); }
int cudnnCreateConvolutionDescriptor(Handle *d) { return make(d); }
int cudnnCreateActivationDescriptor(Handle *d) { return make(d); }
int cudnnSetTensor4dDescriptor(Handle d, int format, int type, int n, int c, int h, int w) { return SAY("tensor %p format %d type %d: %d %d %d %d", d, format, type, n, c, h, w); }
int cudnnSetFilter4dDescriptor(Handle d, int type, int format, int k, int c, int h, int w) { return SAY("filter %p format %d type %d: %d %d %d %d", d, format, type, k, c, h, w); }
int cudnnSetConvolution2dDescriptor(Handle d, int ph, int pw, int u, int v, int dh, int dw, int mode, int type) { return SAY("conv %p pad %d %d stride %d %d dilation %d %d mode %d type %d", d, ph, pw, u, v, dh, dw, mode, type); }
int cudnnSetConvolutionGroupCount(Handle d, int g) { return SAY("groups %d", g); }
int cudnnSetConvolutionMathType(Handle d, int m) { return SAY("math %d", m); }
int cudnnSetActivationDescriptor(Handle d, int mode, int nan, double c) { return SAY("activation %p mode %d nan %d", d, mode, nan); }

// Two algorithms that are offered and one that is not.
static int offer(int *count, Perf *p) {
  *count = 3;
  for (int i = 0; i < 3; i++) {
    memset(p + i, 0, sizeof(Perf));
    p[i].algo = i;
    p[i].status = i == 2 ? NOT_SUPPORTED : 0;
    p[i].memory = 1000 * i;
    p[i].determinism = 1;
  }
  return 0;
}
int cudnnGetConvolutionForwardAlgorithm_v7(Handle h, Handle x, Handle w, Handle c, Handle y, int most, int *count, Perf *p) { SAY("offer forward %p %p %p %p", x, w, c, y); return offer(count, p); }
int cudnnGetConvolutionBackwardDataAlgorithm_v7(Handle h, Handle w, Handle dy, Handle c, Handle dx, int most, int *count, Perf *p) { SAY("offer data %p %p %p %p", w, dy, c, dx); return offer(count, p); }
int cudnnGetConvolutionBackwardFilterAlgorithm_v7(Handle h, Handle x, Handle dy, Handle c, Handle dw, int most, int *count, Perf *p) { SAY("offer weight %p %p %p %p", x, dy, c, dw); return offer(count, p); }

int cudnnConvolutionForward(Handle h, float *a, Handle xd, Handle x, Handle wd, Handle w, Handle cd, int algo, Handle space, size_t bytes, float *b, Handle yd, Handle y) { return SAY("forward %g x %p w %p algo %d space %p %zu %g y %p", *a, x, w, algo, space, bytes, *b, y); }
int cudnnConvolutionBiasActivationForward(Handle h, float *a, Handle xd, Handle x, Handle wd, Handle w, Handle cd, int algo, Handle space, size_t bytes, float *a2, Handle zd, Handle z, Handle bd, Handle bias, Handle act, Handle yd, Handle y) {
  SAY("fused %g x %p w %p algo %d space %p %zu %g z %p bias %p act %p y %p", *a, x, w, algo, space, bytes, *a2, z, bias, act, y);
  return algo == 0 ? NOT_SUPPORTED : 0;
}
int cudnnConvolutionBackwardData(Handle h, float *a, Handle wd, Handle w, Handle dyd, Handle dy, Handle cd, int algo, Handle space, size_t bytes, float *b, Handle dxd, Handle dx) { return SAY("data w %p dy %p algo %d dx %p", w, dy, algo, dx); }
int cudnnConvolutionBackwardFilter(Handle h, float *a, Handle xd, Handle x, Handle dyd, Handle dy, Handle cd, int algo, Handle space, size_t bytes, float *b, Handle dwd, Handle dw) { return SAY("weight x %p dy %p algo %d dw %p", x, dy, algo, dw); }
