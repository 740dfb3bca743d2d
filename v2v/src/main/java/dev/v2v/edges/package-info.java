/**
 * Edges as label maps of two classes, nothing and edge: of pictures by Canny's rule, of faces by
 * lines through landmarks; and data sets of them beside the photographs they belong to.
 */
package dev.v2v.edges;
