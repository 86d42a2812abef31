/**
 * Managers as beans: their settings, their life with the application context, the shared objects that the properties
 * name, and what workers are told so that they have the same.
 */
@NullMarked
package io.multiprocessing.spring.manager;

import org.jspecify.annotations.NullMarked;
