package io.multiprocessing.serialization;

/**
 * What the codec knows of a class.
 *
 * @param named the class that a message names for it: the enum for an enum constant with a body, else the class itself
 * @param tag the number of a form that needs no class name, {@link BuiltIn#NAMED} otherwise
 * @param form how its values are written
 */
record ClassEntry(Class<?> named, int tag, ValueForm form) {}
