package io.multiprocessing.sample.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.DefaultApplicationArguments;

class FolderRequestTest {

  @TempDir private Path folder;

  @Test
  void isAboutAFolderWhenEitherFolderIsNamed() {
    assertThat(FolderRequest.isAskedForBy("--in=a", "--out=b")).isTrue();
    assertThat(FolderRequest.isAskedForBy("--out=b")).isTrue();
    assertThat(FolderRequest.isAskedForBy("--in")).isTrue();
    assertThat(FolderRequest.isAskedForBy()).isFalse();
    assertThat(FolderRequest.isAskedForBy("--server.port=0", "--info", "in=a")).isFalse();
  }

  @Test
  void makesTheOutputFolder() throws FolderProblem {
    Path out = folder.resolve("a/b");

    assertThat(read("--in=" + folder, "--out=" + out)).isEqualTo(new FolderRequest(folder, out, 20));
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void saysWhatIsMissingOrWrong() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String in = "--in=" + folder;
    String out = "--out=" + folder.resolve("out");

    assertProblem("--out must name one folder. Usage: --in=FOLDER", in);
    assertProblem("--in must name one folder", out, "--in=");
    assertProblem("--in must name one folder", out, in, "--in=another");
    assertProblem("--in is no path", out, "--in=a\0b");
    assertProblem("The folder does not exist: --in=", out, "--in=" + folder.resolve("nowhere"));
    assertProblem("--in is not a folder: --in=", out, "--in=" + file);
    assertProblem("must go to another folder", in, "--out=" + folder.resolve("x/.."));
    assertProblem("The folder can't be written to: --out=", in, "--out=" + file);
    assertProblem("--pages must be a number from 1 to 500: --pages=0", in, out, "--pages=0");
    assertProblem("--pages must be a number from 1 to 500: --pages=many", in, out, "--pages=many");
  }

  @Test
  void findsPdfsInSubfoldersButNotItsOwnOutput() throws Exception {
    Path out = Files.createDirectories(folder.resolve("out"));
    for (String name : new String[] {"b.pdf", "sub/A.PDF", "sub/notes.txt", "out/made.pdf", "folder.pdf/x.pdf"}) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    Files.createSymbolicLink(folder.resolve("loop"), folder);

    FolderScan scan = FolderScan.of(new FolderRequest(folder, out, 1));

    assertThat(scan.pdfs().stream().map(folder::relativize).map(Path::toString))
        .containsExactly("b.pdf", "folder.pdf/x.pdf", "sub/A.PDF");
    assertThat(scan.unreadable()).isEmpty();
  }

  @Test
  void writesALineForEveryTenthWhereThereIsNoTerminal() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (Progress progress = new Progress.Lines(1_000, new PrintStream(written, true, StandardCharsets.UTF_8))) {
      for (int i = 0; i < 1_000; i++) {
        progress.step();
      }
    }
    assertThat(written.toString(StandardCharsets.UTF_8).lines()).hasSize(10)
        .startsWith("Rendering: 100 of 1000 files").endsWith("Rendering: 1000 of 1000 files");
  }

  private void assertProblem(String message, String... args) {
    assertThatThrownBy(() -> read(args)).isInstanceOf(FolderProblem.class).hasMessageContaining(message);
  }

  private static FolderRequest read(String... args) throws FolderProblem {
    return FolderRequest.read(new DefaultApplicationArguments(args));
  }
}
