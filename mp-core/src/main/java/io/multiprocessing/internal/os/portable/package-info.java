/** Plain Java, for every system that has no branch of its own. */
@NullMarked
package io.multiprocessing.internal.os.portable;

import org.jspecify.annotations.NullMarked;
