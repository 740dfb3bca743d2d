/**
 * The demonstration: held-out puppets, animated by the shipped model, beside the exact answers, as
 * clips and as one page. {@link dev.v2v.demo.Demo} runs it; the page is made of sections, each of
 * which stands alone.
 */
package dev.v2v.demo;
