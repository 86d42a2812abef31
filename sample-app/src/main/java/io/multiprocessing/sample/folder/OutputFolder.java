package io.multiprocessing.sample.folder;

import io.multiprocessing.sample.render.RenderedDocument;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the output goes: for {@code a/b.pdf} a folder {@code a/b.pdf/} with {@code page-001.png},
 * {@code page-002.png}... and {@code text.txt}, and for all of them {@code summary.json}.
 */
final class OutputFolder {

  private final Path root;
  private final JsonMapper json;

  OutputFolder(Path root, JsonMapper json) {
    this.root = root;
    this.json = json;
  }

  void write(Path relative, RenderedDocument document) throws IOException {
    Path folder = Files.createDirectories(root.resolve(relative));
    deleteImagesOfAnEarlierRun(folder);
    List<byte[]> images = document.images();
    for (int page = 0; page < images.size(); page++) {
      Files.write(folder.resolve(String.format(Locale.ROOT, "page-%03d.png", page + 1)), images.get(page));
    }
    Files.writeString(folder.resolve("text.txt"), document.text());
  }

  private static void deleteImagesOfAnEarlierRun(Path folder) throws IOException {
    try (DirectoryStream<Path> images = Files.newDirectoryStream(folder, "page-[0-9][0-9][0-9].png")) {
      for (Path image : images) {
        Files.delete(image);
      }
    }
  }

  /** Writes the summary; whoever reads it meanwhile sees the old one or the new one, never half of one. */
  Path write(Summary summary) throws IOException {
    Path target = root.resolve(Summary.FILE_NAME);
    Path draft = Files.createTempFile(root, ".summary", null);
    Files.write(draft, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
    return Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
  }
}
