/** The same job without a browser: every PDF of a folder. */
@NullMarked
package io.multiprocessing.sample.folder;

import org.jspecify.annotations.NullMarked;
