/** Child processes: what they are, how they are configured and how they end. */
@NullMarked
package io.multiprocessing.process;

import org.jspecify.annotations.NullMarked;
