/** Managers: the server that holds the objects, the link of a client to it, and the proxies. */
@NullMarked
package io.multiprocessing.internal.manager;

import org.jspecify.annotations.NullMarked;
