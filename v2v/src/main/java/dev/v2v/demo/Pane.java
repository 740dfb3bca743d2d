package dev.v2v.demo;

/**
 * Where a picture is in a clip, and what it shows; the page cuts clips apart by it.
 *
 * @param column on the clip's sheet
 * @param row on the clip's sheet
 * @param label a few capitals, drawn into the clip
 * @param caption a sentence for the page, plain text
 */
record Pane(int column, int row, String label, String caption) {}
