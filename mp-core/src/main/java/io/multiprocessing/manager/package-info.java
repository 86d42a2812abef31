/** Managers: objects that live in one process and are used by others through proxies, also over a network. */
@NullMarked
package io.multiprocessing.manager;

import org.jspecify.annotations.NullMarked;
