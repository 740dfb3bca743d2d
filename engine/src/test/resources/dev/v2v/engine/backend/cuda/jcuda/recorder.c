// A libcuda.so.1 that writes down what it is called with. It computes nothing: it is there to show
// that what the Java side passes arrives as CUDA's C interface wants it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int Result;
typedef unsigned long long Word;
typedef void *Handle;

#define SAY(...) (printf(__VA_ARGS__), putchar('\n'), fflush(stdout), 0)
#define OUT_OF_MEMORY 2
#define INVALID_PTX 218
#define INVALID_GRAPHICS_CONTEXT 219
#define NOT_FOUND 500
#define NOT_READY 600
#define ILLEGAL_ADDRESS 700
#define ERROR_LOG_BUFFER 5

Result cuInit(unsigned flags) { return SAY("init %u", flags); }
Result cuDriverGetVersion(int *v) { *v = 13000; return 0; }
Result cuDeviceGetCount(int *n) { *n = 1; return 0; }
Result cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
Result cuDeviceGetName(char *name, int length, int device) { snprintf(name, length, "Recorder"); return 0; }
Result cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = 1ull << 33; return 0; }
Result cuDeviceGetAttribute(int *v, int attribute, int device) { *v = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute; return 0; }
Result cuDevicePrimaryCtxRetain(Handle *context, int device) { *context = (Handle)0xc0; return 0; }
Result cuDevicePrimaryCtxRelease_v2(int device) { return SAY("release %d", device); }
Result cuCtxSetCurrent(Handle context) { return SAY("current %p", context); }

Result cuStreamCreate(Handle *stream, unsigned flags) { *stream = (Handle)0x5000; return SAY("stream %u", flags); }
Result cuStreamDestroy_v2(Handle stream) { return SAY("stream-destroy %p", stream); }
Result cuStreamSynchronize(Handle stream) { return SAY("synchronize %p", stream); }
Result cuStreamWaitEvent(Handle stream, Handle event, unsigned flags) { return SAY("await %p %p %u", stream, event, flags); }
Result cuEventCreate(Handle *event, unsigned flags) { *event = (Handle)0xe000; return SAY("event %u", flags); }
Result cuEventRecord(Handle event, Handle stream) { return SAY("record %p %p", event, stream); }
Result cuEventSynchronize(Handle event) { return 0; }
Result cuEventDestroy_v2(Handle event) { return SAY("event-destroy %p", event); }
Result cuEventQuery(Handle event) { return NOT_READY; }
Result cuEventElapsedTime(float *ms, Handle start, Handle end) { *ms = 1.5f; return 0; }

Result cuMemAllocAsync(Handle *p, size_t bytes, Handle stream) {
  if (bytes > 1ull << 40) return OUT_OF_MEMORY;
  *p = (Handle)0x7f0012345600ull;
  return SAY("allocate %zu %p", bytes, stream);
}
Result cuMemFreeAsync(Handle p, Handle stream) { return SAY("free %p %p", p, stream); }
Result cuMemGetInfo_v2(size_t *free, size_t *total) { *free = 123; *total = 456; return 0; }
Result cuMemAllocHost_v2(Handle *p, size_t bytes) { *p = malloc(bytes); return 0; }
Result cuMemFreeHost(Handle p) { free(p); return SAY("free-pinned"); }
Result cuMemcpyHtoDAsync_v2(Handle to, const char *from, size_t bytes, Handle stream) {
  return SAY("to-device %p %zu %p first %d", to, bytes, stream, from[0]);
}
Result cuMemcpyDtoHAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) {
  memset(to, 7, bytes);
  return SAY("to-host %p %zu %p", from, bytes, stream);
}
Result cuMemcpyDtoDAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) { return SAY("copy %p %p %zu %p", to, from, bytes, stream); }
Result cuMemsetD8Async(Handle to, unsigned char v, size_t bytes, Handle stream) { return SAY("fill %p %d %zu %p", to, v, bytes, stream); }

Result cuModuleLoadDataEx(Handle *module, const char *image, unsigned n, int *options, Handle *values) {
  *module = (Handle)0xabc;
  for (unsigned i = 0; i < n; i++) {
    if (options[i] == ERROR_LOG_BUFFER) strcpy(values[i], "the assembler says no");
  }
  return strcmp(image, "BAD") == 0 ? INVALID_PTX : SAY("load %s", image);
}
Result cuModuleUnload(Handle module) { return SAY("unload %p", module); }
Result cuModuleGetFunction(Handle *f, Handle module, const char *name) {
  *f = (Handle)0xf00;
  return strcmp(name, "none") == 0 ? NOT_FOUND : SAY("function %p %s", module, name);
}
Result cuFuncGetAttribute(int *v, int attribute, Handle f) { *v = 10 * attribute; return 0; }
Result cuFuncSetAttribute(Handle f, int attribute, int v) { return SAY("set-attribute %p %d %d", f, attribute, v); }
Result cuLaunchKernel(Handle f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                      unsigned shared, Handle stream, void **p, void **extra) {
  SAY("launch %p %u %u %u %u %u %u %u %p %d: %llx %d %g %lld", f, gx, gy, gz, bx, by, bz, shared, stream,
      extra != NULL, *(Word *)p[0], *(int *)p[1], *(float *)p[2], *(Word *)p[3]);
  return gx == 666 ? ILLEGAL_ADDRESS : 0;
}
Result cuStreamBeginCapture_v2(Handle stream, int mode) { return SAY("begin-capture %p %d", stream, mode); }
Result cuStreamEndCapture(Handle stream, Handle *graph) { *graph = (Handle)0x6a; return SAY("end-capture %p", stream); }
Result cuGraphInstantiateWithFlags(Handle *exec, Handle graph, Word flags) { *exec = (Handle)0x6b; return SAY("instantiate %p %llu", graph, flags); }
Result cuGraphLaunch(Handle exec, Handle stream) { return SAY("graph-launch %p %p", exec, stream); }
Result cuGraphExecDestroy(Handle exec) { return SAY("exec-destroy %p", exec); }
Result cuGraphDestroy(Handle graph) { return SAY("graph-destroy %p", graph); }
Result cuGraphicsGLRegisterBuffer(Handle *resource, unsigned buffer, unsigned flags) {
  *resource = (Handle)0x91;
  return buffer == 404 ? INVALID_GRAPHICS_CONTEXT : SAY("gl-register %u %u", buffer, flags);
}
Result cuGraphicsMapResources(unsigned n, Handle *r, Handle stream) { return SAY("map %u %p %p", n, r[0], stream); }
Result cuGraphicsResourceGetMappedPointer_v2(Handle *p, size_t *bytes, Handle r) { *p = (Handle)0x7f0077770000ull; *bytes = 4096; return SAY("mapped-pointer %p", r); }
Result cuGraphicsUnmapResources(unsigned n, Handle *r, Handle stream) { return SAY("unmap %u %p %p", n, r[0], stream); }
Result cuGraphicsUnregisterResource(Handle r) { return SAY("unregister %p", r); }
Result cuProfilerStart(void) { return SAY("profiler-start"); }
Result cuProfilerStop(void) { return SAY("profiler-stop"); }
