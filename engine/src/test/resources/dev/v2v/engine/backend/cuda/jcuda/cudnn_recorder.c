// A libcudnn.so.9 that writes down what it is called with and computes nothing; see recorder.c.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

// ---- graphs: a descriptor is written down when it is finished ----------------------------------

typedef struct {
  int type;
  char text[1000];
} Node;

static Node nodes[200];
static int nodeCount;
static const char *NAMES[] = {"pointwise", "convolution", "engine", "configuration", "estimate", "plan", "info", "choice", "knob", "layout", "convolve", "", "", "apply", "", "graph", "operands", "tensor"};
enum { CONFIGURATION = 3, PLAN = 5 };

static int id(Handle d) { return (int)((Node *)d - nodes); }

int cudnnBackendCreateDescriptor(int type, Handle *d) {
  nodes[nodeCount].type = type;
  *d = nodes + nodeCount++;
  return 0;
}

int cudnnBackendDestroyDescriptor(Handle d) { return SAY("gone %s %d", NAMES[((Node *)d)->type], id(d)); }

int cudnnBackendSetAttribute(Handle d, int attribute, int type, int64_t count, void *values) {
  char *end = ((Node *)d)->text;
  end += strlen(end);
  end += sprintf(end, ", %d", attribute);
  for (int64_t i = 0; i < count; i++) {
    switch (type) {
      case 2: end += sprintf(end, " %s", ((_Bool *)values)[i] ? "true" : "false"); break;
      case 3: end += sprintf(end, " %lld", (long long)((int64_t *)values)[i]); break;
      case 4: end += sprintf(end, " %gf", ((float *)values)[i]); break;
      case 5: end += sprintf(end, " %g", ((double *)values)[i]); break;
      case 0: case 6: end += sprintf(end, " %p", ((void **)values)[i]); break;
      case 15: end += sprintf(end, " #%d", id(((Handle *)values)[i])); break;
      default: end += sprintf(end, " %d:%d", type, ((int *)values)[i]);
    }
  }
  return 0;
}

// A plan for a configuration of even number turns out not to be supported.
int cudnnBackendFinalize(Handle d) {
  Node *n = d;
  SAY("#%d %s%s", id(d), NAMES[n->type], n->text);
  return n->type == PLAN && atoi(strchr(n->text, '#') + 1) % 2 == 0 ? NOT_SUPPORTED : 0;
}

int cudnnBackendGetAttribute(Handle d, int attribute, int type, int64_t asked, int64_t *count, void *values) {
  SAY("get #%d %d, type %d, up to %lld", id(d), attribute, type, (long long)asked);
  *count = attribute == 202 ? 2 : 1;
  if (attribute == 402) {
    *(int64_t *)values = 512;
  } else if (((Node *)((Handle *)values)[1])->type != CONFIGURATION) {
    return 2000;
  }
  return 0;
}

int cudnnBackendExecute(Handle h, Handle plan, Handle pack) { return SAY("execute %p #%d%s", h, id(plan), ((Node *)pack)->text); }
