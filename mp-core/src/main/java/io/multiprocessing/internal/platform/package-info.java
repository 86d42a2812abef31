/** Run directory, class path, identity and exit codes. Not API. */
@NullMarked
package io.multiprocessing.internal.platform;

import org.jspecify.annotations.NullMarked;
