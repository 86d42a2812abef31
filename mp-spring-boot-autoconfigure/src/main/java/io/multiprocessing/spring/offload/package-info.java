/** {@code @Offload}: methods of beans that run in worker processes. */
@NullMarked
package io.multiprocessing.spring.offload;

import org.jspecify.annotations.NullMarked;
