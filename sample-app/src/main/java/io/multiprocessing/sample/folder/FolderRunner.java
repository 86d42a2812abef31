package io.multiprocessing.sample.folder;

import io.multiprocessing.manager.ManagerException;
import io.multiprocessing.sample.statistics.Statistics;
import io.multiprocessing.sample.statistics.Work;
import io.multiprocessing.sample.text.Durations;
import io.multiprocessing.sample.text.FileNames;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Renders the folder that the command line names and tells how it went. The exit code is 0 if anything was rendered, 1
 * if nothing was, and 2 if the command line can't be carried out.
 */
@Component
@Profile(FolderRequest.PROFILE)
class FolderRunner implements ApplicationRunner, ExitCodeGenerator {

  static final int NOTHING_RENDERED = 1;
  static final int NOT_BEGUN = 2;
  private static final int SKIPPED_SHOWN = 20;

  private final ObjectProvider<FolderJob> job;
  private final ObjectProvider<Statistics> statistics;
  private final JsonMapper json;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private int exitCode;

  /**
   * @param job asked for only once there is something to render, because its workers start with it
   * @param statistics what these have counted
   */
  FolderRunner(ObjectProvider<FolderJob> job, ObjectProvider<Statistics> statistics, JsonMapper json) {
    this.job = job;
    this.statistics = statistics;
    this.json = json;
  }

  @Override
  public void run(ApplicationArguments args) throws InterruptedException {
    try {
      Summary summary = render(FolderRequest.read(args));
      tell(summary);
      exitCode = summary.rendered() == 0 ? NOTHING_RENDERED : 0;
    } catch (FolderProblem problem) {
      err.println(problem.getMessage());
      exitCode = NOT_BEGUN;
    } catch (IOException e) {
      err.println("The folders can't be read or written: " + e);
      exitCode = NOT_BEGUN;
    }
  }

  private Summary render(FolderRequest request) throws FolderProblem, IOException, InterruptedException {
    FolderScan scan = FolderScan.of(request);
    if (scan.pdfs().isEmpty()) {
      throw new FolderProblem("There are no PDF files in the folder or its subfolders: --in=" + request.in());
    }
    OutputFolder output = new OutputFolder(request.out(), json);
    Instant startedAt = Instant.now();
    List<FileResult> files;
    try (Progress progress = Progress.of(scan.pdfs().size(), err)) {
      files = job.getObject().run(request, scan.pdfs(), output, progress);
    }
    long millis = Duration.between(startedAt, Instant.now()).toMillis();
    Summary summary = Summary.of(request, scan, startedAt, millis, files, work());
    output.write(summary);
    return summary;
  }

  private @Nullable Work work() {
    try {
      return statistics.getObject().read();
    } catch (ManagerException e) {
      err.println("What each worker has done is not known: " + e.getMessage());
      return null;
    }
  }

  private void tell(Summary summary) {
    out.println("Rendered " + summary.rendered() + " of " + summary.total() + " files in "
        + Durations.inWords(Duration.ofMillis(summary.millis())) + ": " + summary.out());
    summary.unreadable().forEach(folder -> out.println("Not looked into: " + FileNames.visible(folder)));
    if (summary.notReached() > 0) {
      out.println("Not reached, because the run was ended: " + summary.notReached());
    }
    if (summary.skipped() > 0) {
      out.println("Skipped: " + summary.skipped());
      summary.files().stream().filter(file -> !file.isRendered()).limit(SKIPPED_SHOWN)
          .forEach(file -> out.println("  " + FileNames.visible(file.file()) + ": " + file.reason()));
    }
    if (summary.skipped() > SKIPPED_SHOWN) {
      out.println("  ... and the others, in " + Summary.FILE_NAME);
    }
  }

  @Override
  public int getExitCode() {
    return exitCode;
  }
}
