/** Connections over sockets, listeners and clients. Not API. */
@NullMarked
package io.multiprocessing.internal.connection;

import org.jspecify.annotations.NullMarked;
