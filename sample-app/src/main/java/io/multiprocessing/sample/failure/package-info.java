/** What went wrong, in words for a person. */
@NullMarked
package io.multiprocessing.sample.failure;

import org.jspecify.annotations.NullMarked;
