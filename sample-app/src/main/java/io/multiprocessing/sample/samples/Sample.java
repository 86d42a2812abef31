package io.multiprocessing.sample.samples;

/** A document that the service made: its file name and its content. */
public record Sample(String name, byte[] pdf) {}
