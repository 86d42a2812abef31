/** What the workers are made of. */
@NullMarked
package io.multiprocessing.sample.worker;

import org.jspecify.annotations.NullMarked;
