/**
 * Connections over sockets, listeners and clients; pipes over shared memory, and waiting for several of them. Not API.
 */
@NullMarked
package io.multiprocessing.internal.connection;

import org.jspecify.annotations.NullMarked;
