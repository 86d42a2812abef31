/** Process pools as beans: properties, the beans they become, and their life with the application context. */
@NullMarked
package io.multiprocessing.spring;

import org.jspecify.annotations.NullMarked;
