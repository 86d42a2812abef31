package io.multiprocessing.sample.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.ApplicationArguments;

/**
 * What the command line asks for.
 *
 * @param in the folder whose PDF files are rendered, with its subfolders
 * @param out the folder for what is made of them
 * @param pages how many pages of each become images
 */
public record FolderRequest(Path in, Path out, int pages) {

  /** The Spring profile of such a run. */
  public static final String PROFILE = "folder";

  private static final int DEFAULT_PAGES = 20;
  private static final int MAX_PAGES = 500;
  private static final String USAGE = "Usage: --in=FOLDER --out=FOLDER [--pages=N, " + DEFAULT_PAGES + " by default]";

  /** Whether a command line is about a folder, and not about the page. */
  public static boolean isAskedForBy(String... args) {
    return Stream.of(args).anyMatch(arg -> arg.matches("--(in|out)(=.*)?"));
  }

  /** Reads the command line, checks the folders, and makes the one for the output. */
  static FolderRequest read(ApplicationArguments args) throws FolderProblem {
    Path in = folder(args, "in");
    Path out = folder(args, "out");
    if (!Files.isDirectory(in)) {
      String problem = Files.exists(in) ? "--in is not a folder" : "The folder does not exist";
      throw new FolderProblem(problem + ": --in=" + in);
    }
    if (!Files.isReadable(in)) {
      throw new FolderProblem("The folder can't be read: --in=" + in);
    }
    if (out.equals(in)) {
      throw new FolderProblem("The output must go to another folder than the one that is read: --out=" + out);
    }
    int pages = pages(args);
    makeWritable(out);
    return new FolderRequest(in, out, pages);
  }

  private static Path folder(ApplicationArguments args, String name) throws FolderProblem {
    List<String> values = args.getOptionValues(name);
    if (values == null || values.size() != 1 || values.get(0).isBlank()) {
      throw new FolderProblem("--" + name + " must name one folder. " + USAGE);
    }
    try {
      return Path.of(values.get(0)).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new FolderProblem("--" + name + " is no path: " + e.getMessage(), e);
    }
  }

  private static int pages(ApplicationArguments args) throws FolderProblem {
    List<String> values = args.getOptionValues("pages");
    if (values == null) {
      return DEFAULT_PAGES;
    }
    String value = values.size() == 1 ? values.get(0) : "";
    if (!value.matches("[1-9][0-9]{0,2}") || Integer.parseInt(value) > MAX_PAGES) {
      throw new FolderProblem(
          "--pages must be a number from 1 to " + MAX_PAGES + ": --pages=" + String.join(",", values));
    }
    return Integer.parseInt(value);
  }

  private static void makeWritable(Path out) throws FolderProblem {
    try {
      Files.createDirectories(out);
      Files.delete(Files.createTempFile(out, ".writable", null));
    } catch (IOException e) {
      throw new FolderProblem("The folder can't be written to: --out=" + out + " (" + e + ")", e);
    }
  }
}
