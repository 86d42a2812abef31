/** The page and what it talks to: uploads, poison, live updates. */
@NullMarked
package io.multiprocessing.sample.web;

import org.jspecify.annotations.NullMarked;
