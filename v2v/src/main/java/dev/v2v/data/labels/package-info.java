/**
 * Label maps: which class and which object each pixel shows, the Cityscapes numbering, and their
 * encoding as a network's input.
 */
package dev.v2v.data.labels;
