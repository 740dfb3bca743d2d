package dev.v2v.demo;

/** A part of the page that stands alone: the page is a list of these. */
interface Section {
  /** Anchor, unique on the page. */
  String id();

  /** Heading, plain text. */
  String title();

  /** Everything below the heading, as HTML that refers to nothing outside of the page. */
  String html();
}
