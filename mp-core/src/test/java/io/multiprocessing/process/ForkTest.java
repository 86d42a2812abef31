package io.multiprocessing.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.pool.Pool;
import io.multiprocessing.pool.PoolConfig;
import io.multiprocessing.serialization.SerializationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("serial") // the lambdas use members that only tests see
class ForkTest {

  @TempDir Path folder;

  private final Locale locale = Locale.getDefault();
  private final TimeZone timeZone = TimeZone.getDefault();

  /** What the application has set up before it starts children. */
  static final class Settings {
    static final String CONSTANT = "constant".concat("");
    static List<String> names = new ArrayList<>();
    static List<String> alias = names;
    static int level;

    private Settings() {}
  }

  /** Something that can't be copied. */
  static final class Holder {
    static Thread thread;

    private Holder() {}
  }

  private static Multiprocessing fork(Class<?>... inherited) {
    return Multiprocessing.get(StartMethod.FORK)
        .with(LaunchOptions.builder().inherit(inherited).spares(Spares.defaults().withCount(0)).build());
  }

  @AfterEach
  void restore() {
    Locale.setDefault(locale);
    TimeZone.setDefault(timeZone);
    System.clearProperty("fork.test");
    Settings.names = new ArrayList<>();
    Settings.alias = Settings.names;
    Settings.level = 0;
    Holder.thread = null;
  }

  @Test
  void aChildBeginsWithWhatItsParentHadAtThatMoment() throws Exception {
    Settings.names.add("inherited");
    Settings.level = 7;
    System.setProperty("fork.test", "set");
    Locale.setDefault(Locale.forLanguageTag("el-GR"));
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
    Path answer = folder.resolve("answer");
    String text = answer.toString();
    ChildProcess child =
        fork(Settings.class).process(() -> {
          Settings.alias.add("shared");
          Files.writeString(
              Path.of(text),
              String.join(
                  " ", Settings.names.toString(), Integer.toString(Settings.level), System.getProperty("fork.test"),
                  Locale.getDefault().toLanguageTag(), TimeZone.getDefault().getID(), Settings.CONSTANT));
        });
    child.start();
    Settings.level = 8; // after that moment
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(answer).hasContent("[inherited, shared] 7 set el-GR Pacific/Chatham constant");
    assertThat(Settings.names).as("the child changed its own copy").containsExactly("inherited");
  }

  @Test
  void localesOfEachKindAndAZoneOfTheApplicationsOwnAreInherited() throws Exception {
    Locale.setDefault(Locale.Category.DISPLAY, Locale.FRANCE);
    Locale.setDefault(Locale.Category.FORMAT, Locale.GERMANY);
    TimeZone.setDefault(new SimpleTimeZone(5_400_000, "Ship/Bridge"));
    Path answer = folder.resolve("answer");
    String text = answer.toString();
    ChildProcess child =
        fork().process(() -> Files.writeString(
            Path.of(text),
            String.join(
                " ", Locale.getDefault().toLanguageTag(), Locale.getDefault(Locale.Category.DISPLAY).toLanguageTag(),
                Locale.getDefault(Locale.Category.FORMAT).toLanguageTag(), TimeZone.getDefault().getID(),
                Integer.toString(TimeZone.getDefault().getRawOffset()))));
    child.start();
    child.join();
    assertThat(child.exitCode()).hasValue(0);
    assertThat(answer).hasContent(locale.toLanguageTag() + " fr-FR de-DE Ship/Bridge 5400000");
  }

  @Test
  void aPoolsWorkersInheritToo() throws Exception {
    Settings.level = 3;
    PoolConfig config =
        PoolConfig.builder()
            .processes(1)
            .launch(LaunchOptions.builder().inherit(Settings.class).spares(Spares.defaults().withCount(0)).build())
            .build();
    try (Pool pool = Multiprocessing.get(StartMethod.FORK).pool(config)) {
      assertThat(pool.apply(() -> Settings.level)).isEqualTo(3);
    }
  }

  @Test
  void whatCannotTravelFailsTheStartAndIsNamed() {
    Holder.thread = new Thread("kept");
    assertThatThrownBy(() -> fork(Holder.class).process(() -> {}).start())
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("java.lang.Thread")
        .hasMessageContaining("fields");
    assertThat(Multiprocessing.activeChildren()).isEmpty();
  }

  @Test
  void listsTheMethodsWithTheDefaultFirst() {
    assertThat(Multiprocessing.startMethods())
        .containsExactly(StartMethod.SPAWN, StartMethod.FORKSERVER, StartMethod.FORK);
  }
}
