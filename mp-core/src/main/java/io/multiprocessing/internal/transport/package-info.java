/** Authenticated channels between a parent and its children. Not API. */
@NullMarked
package io.multiprocessing.internal.transport;

import org.jspecify.annotations.NullMarked;
