/** What tests of real processes share. */
package io.multiprocessing.testing;
