/** Frames and handshakes of the control channel. Not API. */
@NullMarked
package io.multiprocessing.internal.protocol;

import org.jspecify.annotations.NullMarked;
