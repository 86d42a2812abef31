/** What no JVM survives, for showing that the service does. */
@NullMarked
package io.multiprocessing.sample.poison;

import org.jspecify.annotations.NullMarked;
