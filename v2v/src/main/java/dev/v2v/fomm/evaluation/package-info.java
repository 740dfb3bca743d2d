/**
 * How well a First Order Motion Model does, beside what doing nothing would give: reconstruction of
 * clips from their first frame, and, where the data is drawn and the right answer therefore known,
 * transfer of motion between identities and the motion itself.
 */
package dev.v2v.fomm.evaluation;
