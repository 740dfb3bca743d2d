// A libcublas.so.13 that writes down what it is called with and computes nothing; see recorder.c.
#include <stdio.h>

typedef void *Handle;
#define SAY(...) (printf(__VA_ARGS__), putchar('\n'), fflush(stdout), 0)

int cublasCreate_v2(Handle *h) { *h = (Handle)0xb1; return 0; }
int cublasGetVersion_v2(Handle h, int *v) { *v = 130002; return 0; }
int cublasSetMathMode(Handle h, int m) { return SAY("math %d", m); }
int cublasSetStream_v2(Handle h, Handle s) { return SAY("stream %p %p", h, s); }
int cublasSetWorkspace_v2(Handle h, Handle w, size_t bytes) { return SAY("workspace %p %zu", w, bytes); }
int cublasGemmStridedBatchedEx(Handle h, int ta, int tb, int m, int n, int k, float *alpha, Handle a, int at, int lda, long long sa, Handle b, int bt, int ldb, long long sb, float *beta, Handle c, int ct, int ldc, long long sc, int batch, int compute, int algo) {
  return SAY("gemm %d %d, %d %d %d, %g %p %d %d %lld, %p %d %d %lld, %g %p %d %d %lld, %d %d %d", ta, tb, m, n, k, *alpha, a, at, lda, sa, b, bt, ldb, sb, *beta, c, ct, ldc, sc, batch, compute, algo);
}
