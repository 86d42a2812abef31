package io.multiprocessing.sample.folder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.multiprocessing.sample.failure.Failure;
import io.multiprocessing.sample.render.RenderedDocument;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file: a line of the summary. What doesn't apply is null.
 *
 * @param file the file, relative to the input folder
 * @param state {@code rendered} or {@code skipped}
 * @param pages how many pages it has
 * @param images how many of them became images
 * @param words how many words
 * @param millis how long the worker had it
 * @param workerPid the worker's process
 * @param reason why it was skipped, in words for a person
 * @param detail the same in the words of the machine
 */
@JsonInclude(Include.NON_NULL)
record FileResult(
    String file,
    String state,
    @Nullable Integer pages,
    @Nullable Integer images,
    @Nullable Integer words,
    @Nullable Long millis,
    @Nullable Long workerPid,
    @Nullable String reason,
    @Nullable String detail) {

  static FileResult rendered(String file, RenderedDocument document) {
    return new FileResult(file, "rendered", document.pageCount(), document.images().size(), document.wordCount(),
        document.millis(), document.workerPid(), null, null);
  }

  static FileResult skipped(String file, Failure failure, String detail) {
    return new FileResult(file, "skipped", null, null, null, null, failure.workerPid(), failure.title(), detail);
  }

  static FileResult notWritten(String file, String detail) {
    return new FileResult(file, "skipped", null, null, null, null, null, "Its output could not be written", detail);
  }

  boolean isRendered() {
    return reason == null;
  }
}
