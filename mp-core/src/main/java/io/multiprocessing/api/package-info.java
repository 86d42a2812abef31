/** What an application sends to another process, and the exception every error of this library extends. */
@NullMarked
package io.multiprocessing.api;

import org.jspecify.annotations.NullMarked;
