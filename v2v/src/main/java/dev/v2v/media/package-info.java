/**
 * Frames in and out: video, GIF, still images, folders of images and image strips, as packed 8-bit
 * RGB; and the conversion between those bytes and a model's floats.
 *
 * <p>{@link dev.v2v.media.FrameSource#open} reads, {@link dev.v2v.media.FrameSink#create} writes,
 * {@link dev.v2v.media.FrameFitter} brings a frame to a model's size. Everything streams: memory
 * does not grow with the length of a clip. What a file is follows from its content, never from its
 * name; what is written follows from the name. Every failure is a {@link
 * dev.v2v.media.MediaException} that names the file, what was expected and what came.
 *
 * <p>Nothing here knows tensors or devices.
 */
package dev.v2v.media;
