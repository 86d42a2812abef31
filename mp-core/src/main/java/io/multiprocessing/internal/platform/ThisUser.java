package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * Who this process is, by the owner of a file just made: {@code user.name} is a question mark for a user without an
 * entry among the system's users, as in many containers.
 *
 * @param principal the owner of its files
 * @param id its number, or its name where users have none
 */
record ThisUser(UserPrincipal principal, String id) {

  /**
   * @param folder where the file is made, and removed again
   * @throws IOException if none can be made there
   */
  static ThisUser in(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "mp-owner-", "");
    try {
      boolean numbered = file.getFileSystem().supportedFileAttributeViews().contains("unix");
      UserPrincipal owner = Files.getOwner(file);
      return new ThisUser(owner, numbered ? Files.getAttribute(file, "unix:uid").toString() : owner.getName());
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
