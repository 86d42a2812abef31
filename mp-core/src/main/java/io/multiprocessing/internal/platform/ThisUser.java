package io.multiprocessing.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Who this process is, by the owner of a file just made: {@code user.name} is a question mark for a user without an entry among
 * the system's users, as in many containers.
 *
 * @param principal the owner of its files
 * @param id its number, or its name where users have none
 */
record ThisUser(UserPrincipal principal, String id) {

  private static @Nullable ThisUser known; // guarded by ThisUser.class

  /**
   * @throws IOException if no file can be made in the temporary folder
   */
  static synchronized ThisUser get() throws IOException {
    ThisUser user = known;
    if (user == null) {
      Path file = Files.createTempFile("mp-owner-", "");
      try {
        boolean numbered = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        UserPrincipal owner = Files.getOwner(file);
        user = new ThisUser(owner, numbered ? Files.getAttribute(file, "unix:uid").toString() : owner.getName());
      } finally {
        Files.deleteIfExists(file);
      }
      known = user;
    }
    return user;
  }
}
