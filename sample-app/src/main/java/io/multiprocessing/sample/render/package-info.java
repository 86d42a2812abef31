/** Rendering a PDF document: what runs in the worker JVMs. */
@NullMarked
package io.multiprocessing.sample.render;

import org.jspecify.annotations.NullMarked;
