/** The narrow interfaces of the CUDA backend through JCuda. Nothing else imports JCuda. Not API. */
package dev.v2v.engine.backend.cuda.jcuda;
