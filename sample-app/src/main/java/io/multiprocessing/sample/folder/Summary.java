package io.multiprocessing.sample.folder;

import java.time.Instant;
import java.util.List;

/**
 * What became of a folder; written to {@code summary.json} in the output folder.
 *
 * @param total how many PDF files there were
 * @param rendered how many of them were rendered
 * @param skipped how many were not, each with the reason
 * @param notReached how many were never begun, because the run was ended
 * @param unreadable subfolders that could not be looked into
 * @param files the files, by name
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
    List<FileResult> files) {

  static final String FILE_NAME = "summary.json";

  static Summary of(
      FolderRequest request, FolderScan scan, Instant startedAt, long millis, List<FileResult> files) {
    int rendered = (int) files.stream().filter(FileResult::isRendered).count();
    return new Summary(request.in().toString(), request.out().toString(), startedAt, millis, scan.pdfs().size(),
        rendered, files.size() - rendered, scan.pdfs().size() - files.size(), scan.unreadable(), files);
  }
}
