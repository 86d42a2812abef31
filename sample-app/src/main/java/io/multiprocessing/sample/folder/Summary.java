package io.multiprocessing.sample.folder;

import io.multiprocessing.sample.statistics.Work;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a folder; written to {@code summary.json} in the output folder.
 *
 * @param total how many PDF files there were
 * @param rendered how many of them were rendered
 * @param skipped how many were not, each with the reason
 * @param notReached how many were never begun, because the run was ended
 * @param unreadable subfolders that could not be looked into
 * @param files the files, by name
 * @param work what each worker has done; null if nobody knows
 */
record Summary(
    String in,
    String out,
    Instant startedAt,
    long millis,
    int total,
    int rendered,
    int skipped,
    int notReached,
    List<String> unreadable,
    List<FileResult> files,
    @Nullable Work work) {

  static final String FILE_NAME = "summary.json";

  static Summary of(
      FolderRequest request, FolderScan scan, Instant startedAt, long millis, List<FileResult> files,
      @Nullable Work work) {
    int rendered = (int) files.stream().filter(FileResult::isRendered).count();
    return new Summary(request.in().toString(), request.out().toString(), startedAt, millis, scan.pdfs().size(),
        rendered, files.size() - rendered, scan.pdfs().size() - files.size(), scan.unreadable(), files, work);
  }
}
