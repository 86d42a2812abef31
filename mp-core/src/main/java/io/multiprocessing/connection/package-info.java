/**
 * Message-oriented connections between processes: pipes, listeners and clients. Python: {@code
 * multiprocessing.connection}.
 */
@NullMarked
package io.multiprocessing.connection;

import org.jspecify.annotations.NullMarked;
