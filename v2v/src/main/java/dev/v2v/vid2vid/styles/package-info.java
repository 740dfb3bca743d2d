/**
 * How things look, apart from where they are: features of the things in pictures, grouped for each
 * class, and chosen again for the things of a clip, the same for each in all of its frames.
 */
package dev.v2v.vid2vid.styles;
