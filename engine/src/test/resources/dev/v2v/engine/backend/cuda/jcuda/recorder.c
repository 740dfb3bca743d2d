#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
typedef int R;
#define LOG(...) do { fprintf(stderr, __VA_ARGS__); fputc('\n', stderr); } while (0)
R cuInit(unsigned f){LOG("cuInit %u",f);return 0;}
R cuDriverGetVersion(int*v){*v=13000;return 0;}
R cuDeviceGetCount(int*n){*n=1;return 0;}
R cuDeviceGet(int*d,int o){*d=o;return 0;}
R cuDeviceGetName(char*n,int l,int d){snprintf(n,l,"Recorder");return 0;}
R cuDeviceTotalMem_v2(size_t*b,int d){*b=1ull<<33;return 0;}
R cuDeviceGetAttribute(int*v,int a,int d){*v=a==75?9:a==76?0:a;return 0;}
R cuDevicePrimaryCtxRetain(void**c,int d){*c=(void*)0xc0;return 0;}
R cuDevicePrimaryCtxRelease_v2(int d){return 0;}
R cuCtxSetCurrent(void*c){LOG("cuCtxSetCurrent %p",c);return 0;}
R cuCtxSynchronize(){return 0;}
static void* mk(const char*s,int*n){*n+=1;LOG("%s -> %p",s,(void*)(uintptr_t)(0x1000*(*n)));return (void*)(uintptr_t)(0x1000*(*n));}
static int ns;
R cuStreamCreate(void**s,unsigned f){LOG("cuStreamCreate flags %u",f);*s=mk("stream",&ns);return 0;}
R cuStreamSynchronize(void*s){LOG("cuStreamSynchronize %p",s);return 0;}
R cuStreamDestroy_v2(void*s){return 0;}
R cuMemAllocAsync(void**p,size_t b,void*s){ if(b>1ull<<40) return 2; *p=(void*)0x7f0012345600ull; LOG("cuMemAllocAsync %zu %p",b,s);return 0;}
R cuMemFreeAsync(void*p,void*s){LOG("cuMemFreeAsync %p %p",p,s);return 0;}
R cuMemAllocHost_v2(void**p,size_t b){*p=malloc(b);return 0;}
R cuMemFreeHost(void*p){LOG("cuMemFreeHost");free(p);return 0;}
R cuMemcpyHtoDAsync_v2(void*d,const void*s,size_t b,void*q){LOG("HtoD %p %zu first %d %p",d,b,*(char*)s,q);return 0;}
R cuMemcpyDtoHAsync_v2(void*d,const void*s,size_t b,void*q){memset(d,7,b);LOG("DtoH %p %zu %p",s,b,q);return 0;}
R cuMemcpyDtoDAsync_v2(void*d,const void*s,size_t b,void*q){LOG("DtoD %p %p %zu %p",d,s,b,q);return 0;}
R cuMemsetD8Async(void*d,unsigned char v,size_t n,void*q){LOG("set %p %d %zu %p",d,v,n,q);return 0;}
R cuMemGetInfo_v2(size_t*f,size_t*t){*f=123;*t=456;return 0;}
static int ne;
R cuEventCreate(void**e,unsigned f){LOG("cuEventCreate %u",f);*e=mk("event",&ne);return 0;}
R cuEventRecord(void*e,void*s){LOG("cuEventRecord %p %p",e,s);return 0;}
R cuEventQuery(void*e){return 600;}
R cuEventSynchronize(void*e){return 0;}
R cuEventElapsedTime(float*t,void*a,void*b){*t=1.5f;return 0;}
R cuEventDestroy_v2(void*e){return 0;}
R cuStreamWaitEvent(void*s,void*e,unsigned f){LOG("cuStreamWaitEvent %p %p %u",s,e,f);return 0;}
R cuModuleLoadDataEx(void**m,const void*i,unsigned n,int*o,void**v){LOG("cuModuleLoadDataEx %.10s n=%u o0=%d",(char*)i,n,n?o[0]:-1);
 for(unsigned k=0;k<n;k++){ if(o[k]==5) { snprintf((char*)v[k],100,"ptxas says no"); } }
 if(!strncmp(i,"BAD",3)) return 218; *m=(void*)0xabc;return 0;}
R cuModuleGetFunction(void**f,void*m,const char*n){LOG("cuModuleGetFunction %p %s",m,n);if(!strcmp(n,"none"))return 500;*f=(void*)0xf00;return 0;}
R cuModuleUnload(void*m){return 0;}
R cuFuncGetAttribute(int*v,int a,void*f){*v=a*10;LOG("attr %d %p",a,f);return 0;}
R cuFuncSetAttribute(void*f,int a,int v){LOG("setattr %p %d %d",f,a,v);return 0;}
R cuLaunchKernel(void*f,unsigned gx,unsigned gy,unsigned gz,unsigned bx,unsigned by,unsigned bz,unsigned sh,void*s,void**p,void**e){
 LOG("cuLaunchKernel %p %u %u %u %u %u %u %u %p extra %p: %llx %d %f %llx",f,gx,gy,gz,bx,by,bz,sh,s,(void*)e,*(unsigned long long*)p[0],*(int*)p[1],*(float*)p[2],*(unsigned long long*)p[3]);
 if(gx==666) return 700; return 0;}
R cuStreamBeginCapture_v2(void*s,int m){LOG("begin capture %p mode %d",s,m);return 0;}
R cuStreamEndCapture(void*s,void**g){*g=(void*)0x6a;LOG("end capture");return 0;}
R cuGraphInstantiateWithFlags(void**x,void*g,unsigned long long f){LOG("instantiate %p %llu",g,f);*x=(void*)0x6b;return 0;}
R cuGraphInstantiate_v2(void**x,void*g,void*n,char*b,size_t z){LOG("instantiate v2 %p",g);*x=(void*)0x6b;return 0;}
R cuGraphLaunch(void*x,void*s){LOG("graph launch %p %p",x,s);return 0;}
R cuGraphExecDestroy(void*x){LOG("exec destroy %p",x);return 0;}
R cuGraphDestroy(void*x){LOG("graph destroy %p",x);return 0;}
R cuProfilerStart(){LOG("profiler");return 0;}
