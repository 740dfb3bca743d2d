/**
 * What a training run needs around its model: a folder, logs, checkpoints that survive anything, a
 * way to stop, and the loop that ties them together.
 *
 * <pre>
 * RUN/run.lock                        held while a process trains here
 * RUN/config.yaml                     as used, overrides included
 * RUN/settings.yaml                   what the configuration does not know
 * RUN/log.jsonl                       one JSON object a line
 * RUN/events/events.out.tfevents...   for TensorBoard
 * RUN/checkpoints/step-000001000.safetensors
 * RUN/images/step-000001000.png
 * RUN/model.safetensors               the newest weights, for inference
 * </pre>
 */
package dev.v2v.train;
