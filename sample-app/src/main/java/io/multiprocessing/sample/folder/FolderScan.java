package io.multiprocessing.sample.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The PDF files in a folder and its subfolders, by name. Links are not followed, and the output's folder is passed
 * over.
 *
 * @param pdfs the files
 * @param unreadable what could not be looked into, with the reason
 */
record FolderScan(List<Path> pdfs, List<String> unreadable) {

  static FolderScan of(FolderRequest request) throws IOException {
    List<Path> pdfs = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    Files.walkFileTree(request.in(), new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean isOutput = folder.equals(request.out()) && !folder.equals(request.in());
        return isOutput ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".pdf")) {
          pdfs.add(file);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) {
        unreadable.add(file + ": " + failure);
        return FileVisitResult.CONTINUE;
      }
    });
    Collections.sort(pdfs);
    return new FolderScan(pdfs, unreadable);
  }
}
