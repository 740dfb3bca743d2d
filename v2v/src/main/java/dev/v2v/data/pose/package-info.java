/**
 * Body poses as vid2vid is given them: people's key points, their files, and the drawing of them
 * that is a network's input.
 */
package dev.v2v.data.pose;
