package io.multiprocessing.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.api.SharedObjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostIdentityTest {

  @TempDir Path folder;

  @Test
  void whereTheSystemSaysNothingBothAreEmpty() {
    HostIdentity identity = new HostIdentity(folder.resolve("none"), folder.resolve("none"));
    assertThat(identity.readBoot()).isEmpty();
    assertThat(identity.readPidNamespace()).isZero();
  }

  @Test
  void whatCouldNotBeReadForAMomentIsToldAndReadAgain() throws Exception {
    Path boot = Files.createDirectory(folder.resolve("boot")); // can't be read, but is there
    Path namespace = Files.createDirectory(folder.resolve("namespace"));
    HostIdentity identity = new HostIdentity(boot, namespace);
    assertThatThrownBy(identity::readBoot).isInstanceOf(SharedObjectException.class).hasMessageContaining("path=" + boot);
    assertThatThrownBy(identity::readPidNamespace)
        .isInstanceOf(SharedObjectException.class)
        .hasMessageContaining("path=" + namespace);

    Files.delete(boot);
    Files.writeString(boot, "a-b-c\n");
    Files.delete(namespace);
    Files.createSymbolicLink(namespace, Path.of("pid:[42]"));
    assertThat(identity.readBoot()).isEqualTo("a-b-c");
    assertThat(identity.readPidNamespace()).isEqualTo(42);
    Files.delete(boot);
    assertThat(identity.readBoot()).as("asked once").isEqualTo("a-b-c");
  }
}
