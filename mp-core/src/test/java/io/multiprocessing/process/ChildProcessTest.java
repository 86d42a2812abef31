package io.multiprocessing.process;

import static io.multiprocessing.testing.Processes.awaitReport;
import static io.multiprocessing.testing.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.multiprocessing.Multiprocessing;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.testing.Processes;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behaviours 1 to 6, 9 and 10: life and death of a child process. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildProcessTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir Path folder;
  private final List<ChildProcess> children = new ArrayList<>();

  @AfterEach
  void endChildren() throws InterruptedException {
    for (ChildProcess child : children) {
      if (child.isAlive()) {
        child.kill();
        child.join();
      }
    }
  }

  private ChildProcess child(RemoteRunnable target) {
    return track(Multiprocessing.get().process(target));
  }

  private ChildProcess track(ChildProcess child) {
    children.add(child);
    return child;
  }

  private static int exitCode(ChildProcess child) throws InterruptedException {
    assertThat(child.join(LIMIT)).as("%s has ended", child).isTrue();
    return child.exitCode().orElseThrow();
  }

  private static int run(ChildProcess child) throws InterruptedException {
    child.start();
    return exitCode(child);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private ChildProcess sleeper(String file) {
    return child(() -> {
      report(file, Long.toString(ProcessHandle.current().pid()));
      TimeUnit.MINUTES.sleep(5);
    });
  }

  /** A process class of an application. */
  static class Greeter extends ChildProcess {
    @Serial private static final long serialVersionUID = 1L;
    private final String file;
    private final ArrayList<Integer> numbers;

    Greeter(String file, List<Integer> numbers) {
      this.file = file;
      this.numbers = new ArrayList<>(numbers);
    }

    @Override
    public void run() throws Exception {
      report(file, getName() + " " + numbers + " pid=" + ProcessHandle.current().pid());
    }
  }

  @Test
  void runsASubclassWithItsFieldsInAnotherProcess() throws Exception {
    Greeter greeter = new Greeter(file("greeting"), List.of(1, 2, 3));
    greeter.setName("greeter");

    assertThat(run(track(greeter))).isZero();

    assertThat(folder.resolve("greeting")).hasContent("greeter [1, 2, 3] pid=" + greeter.pid().orElseThrow());
    assertThat(greeter.pid().orElseThrow()).isNotEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void namesChildrenByTheirPlaceInTheTree() throws Exception {
    String first = file("first");
    String second = file("second");
    String self = file("self");
    ChildProcess child = child(() -> {
      ProcessInfo own = Multiprocessing.currentProcess();
      ProcessInfo parent = Multiprocessing.parentProcess().orElseThrow();
      report(self, own.name() + " " + own.pid() + " " + parent.name() + " " + parent.pid() + " " + parent.isAlive());
      ChildProcess a = Multiprocessing.get().process(() -> report(first, Multiprocessing.currentProcess().name()));
      ChildProcess b = Multiprocessing.get().process("chosen", () -> report(second, Multiprocessing.currentProcess().name()));
      ChildProcess c = Multiprocessing.get().process(() -> {});
      a.start();
      b.start();
      a.join();
      b.join();
      System.exit(c.getName().endsWith(":3") ? 0 : 9);
    });

    assertThat(child.getName()).matches("Process-\\d+");
    assertThat(run(child)).isZero();

    assertThat(awaitReport(folder.resolve("first"), LIMIT)).isEqualTo(child.getName() + ":1");
    assertThat(awaitReport(folder.resolve("second"), LIMIT)).isEqualTo("chosen");
    assertThat(awaitReport(folder.resolve("self"), LIMIT))
        .isEqualTo(child.getName() + " " + child.pid().orElseThrow() + " MainProcess " + ProcessHandle.current().pid()
            + " true");
    assertThat(Multiprocessing.parentProcess()).isEmpty();
  }

  @Test
  void carriesANameOfAnyLengthAndLanguage() throws Exception {
    String name = "Größe \"1\" ".repeat(20_000);
    String file = file("name");
    ChildProcess child = child(() -> report(file, Multiprocessing.currentProcess().name()));
    child.setName(name);

    assertThat(run(child)).isZero();

    assertThat(Files.readString(folder.resolve("name"))).isEqualTo(name);
  }

  @Test
  void inheritsTheDaemonFlagAndRefusesItAfterTheStart() throws Exception {
    String file = file("daemon");
    ChildProcess child = child(() ->
        report(file, Multiprocessing.currentProcess().daemon() + " " + Multiprocessing.get().process(() -> {}).isDaemon()));
    assertThat(child.isDaemon()).isFalse();
    child.setDaemon(true);
    child.start();

    assertThatThrownBy(() -> child.setDaemon(false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("daemon must be set before the start");
    assertThat(exitCode(child)).isZero();
    assertThat(folder.resolve("daemon")).hasContent("true true");
  }

  @Test
  void refusesASecondStart() throws Exception {
    ChildProcess child = child(() -> {});
    child.start();

    assertThatThrownBy(child::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only once")
        .hasMessageContaining(child.getName());
    assertThat(exitCode(child)).isZero();
    assertThatThrownBy(child::start).isInstanceOf(IllegalStateException.class).hasMessageContaining("only once");
  }

  @Test
  void knowsNothingBeforeTheStart() {
    ChildProcess child = child(() -> {});

    assertThat(child.isAlive()).isFalse();
    assertThat(child.pid()).isEmpty();
    assertThat(child.exitCode()).isEmpty();
    assertThatThrownBy(child::join).isInstanceOf(IllegalStateException.class).hasMessageContaining("after its start");
    assertThatThrownBy(() -> child.join(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(child::terminate).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(child::kill).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(child::interrupt).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(child::sentinel).isInstanceOf(IllegalStateException.class);
    assertThat(child).asString().contains("initial");
  }

  @Test
  void refusesToStartInAnotherProcessThanItsCreators() throws Exception {
    ChildProcess foreign = child(() -> {});
    String file = file("refusal");
    ChildProcess child = child(() -> {
      try {
        foreign.start();
      } catch (IllegalStateException e) {
        report(file, e.getMessage());
      }
    });

    assertThat(run(child)).isZero();

    assertThat(folder.resolve("refusal")).content().contains("only by the process that created it", foreign.getName());
  }

  @Test
  void joinsWithALimit() throws Exception {
    ChildProcess child = sleeper(file("up"));
    child.start();
    awaitReport(folder.resolve("up"), LIMIT);

    assertThat(child.join(Duration.ofMillis(20))).isFalse();
    assertThat(child.join(Duration.ZERO)).isFalse();
    assertThat(child.join(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    assertThat(child.isAlive()).isTrue();
    assertThat(child.exitCode()).isEmpty();
    child.kill();
    assertThat(child.join(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(child.join(Duration.ZERO)).isTrue();
    child.join();
  }

  @Test
  void terminateAndKillGiveTheSignalAsExitCode() throws Exception {
    ChildProcess terminated = sleeper(file("one"));
    ChildProcess killed = sleeper(file("two"));
    terminated.start();
    killed.start();
    awaitReport(folder.resolve("one"), LIMIT);
    awaitReport(folder.resolve("two"), LIMIT);
    assertThat(Multiprocessing.activeChildren()).contains(terminated, killed);

    terminated.terminate();
    killed.kill();

    assertThat(exitCode(terminated)).isEqualTo(-15);
    assertThat(exitCode(killed)).isEqualTo(-9);
    assertThat(terminated.sentinel().join().signalName()).isEqualTo("SIGTERM");
    assertThat(Multiprocessing.activeChildren()).doesNotContain(terminated, killed);
    assertThat(terminated.isAlive()).isFalse();
    terminated.terminate();
    killed.kill();
    killed.interrupt();
    assertThat(exitCode(killed)).isEqualTo(-9);
  }

  @Test
  void aCrashGivesItsSignalAsExitCode() throws Exception {
    ChildProcess child = sleeper(file("up"));
    child.start();
    awaitReport(folder.resolve("up"), LIMIT);

    Processes.send("SEGV", child.pid().orElseThrow());

    assertThat(exitCode(child)).isEqualTo(-11);
  }

  @Test
  void terminateRunsTheShutdownHooksAndTheirHaltDecidesTheExitCode() throws Exception {
    String hook = file("hook");
    String up = file("up");
    ChildProcess child = child(() -> {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        try {
          report(hook, "ran");
        } catch (java.io.IOException e) {
          e.printStackTrace();
        }
        Runtime.getRuntime().halt(7);
      }));
      report(up, "");
      TimeUnit.MINUTES.sleep(5);
    });
    child.start();
    awaitReport(folder.resolve("up"), LIMIT);

    child.terminate();

    assertThat(exitCode(child)).isEqualTo(7);
    assertThat(folder.resolve("hook")).hasContent("ran");
  }

  @Test
  void closeFailsWhileAliveAndEndsTheObjectAfterwards() throws Exception {
    ChildProcess child = Multiprocessing.get().process(() -> TimeUnit.MINUTES.sleep(5));
    child.start();
    try {
      assertThatThrownBy(child::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("while it is alive")
          .hasMessageContaining("pid=" + child.pid().orElseThrow());
    } finally {
      child.kill();
    }
    child.join();

    child.close();
    child.close();

    List<Runnable> methods =
        List.of(child::isAlive, child::terminate, child::kill, child::interrupt, child::sentinel, child::start,
            child::exitCode, child::pid, () -> join(child), () -> join(child, Duration.ZERO));
    for (Runnable method : methods) {
      assertThatThrownBy(method::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
    assertThat(child).asString().contains("closed");
  }

  private static void join(ChildProcess child) {
    try {
      child.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void join(ChildProcess child, Duration limit) {
    try {
      child.join(limit);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theSentinelIsDoneAfterTheExitAndNotBefore() throws Exception {
    ChildProcess child = sleeper(file("up"));
    child.start();
    CompletableFuture<ExitStatus> sentinel = child.sentinel();
    awaitReport(folder.resolve("up"), LIMIT);
    assertThat(sentinel).isNotDone();

    CompletableFuture<ExitStatus> another = child.sentinel();
    another.complete(new ExitStatus(0)); // a waiter's copy is its own
    assertThat(child.isAlive()).isTrue();
    child.terminate();

    assertThat(sentinel).succeedsWithin(LIMIT).isEqualTo(new ExitStatus(-15));
  }

  @Test
  void anExitCodeThatTheChildChoseStaysAsItIs() throws Exception {
    int[] codes = {0, 8, 128, 130, 137, 143, 255};
    List<ChildProcess> exiting = new ArrayList<>();
    for (int code : codes) {
      ChildProcess child = child(() -> System.exit(code));
      child.start();
      exiting.add(child);
    }

    for (int i = 0; i < codes.length; i++) {
      assertThat(exitCode(exiting.get(i))).as("System.exit(%d)", codes[i]).isEqualTo(codes[i]);
    }
  }

  @Test
  void theExitWaitsForThreadsThatAreNotDaemonsAlsoAfterAnException() throws Exception {
    String normal = file("normal");
    String failed = file("failed");
    ChildProcess returning = child(() -> startLateReporter(normal));
    ChildProcess throwing = child(() -> {
      startLateReporter(failed);
      throw new IllegalStateException("expected by the test");
    });
    returning.start();
    throwing.start();

    assertThat(exitCode(returning)).isZero();
    assertThat(exitCode(throwing)).isEqualTo(1);
    assertThat(folder.resolve("normal")).hasContent("late");
    assertThat(folder.resolve("failed")).hasContent("late");
  }

  private static void startLateReporter(String file) {
    Thread main = Thread.currentThread();
    new Thread(() -> {
      try {
        main.join(300); // in a child that throws, the main thread waits for this one
        report(file, "late");
      } catch (InterruptedException | java.io.IOException e) {
        e.printStackTrace();
      }
    }).start();
  }

  @Test
  void anInterruptRunsTheFinallyBlocks() throws Exception {
    String up = file("up");
    String done = file("finally");
    ChildProcess child = child(() -> {
      try {
        report(up, "");
        TimeUnit.MINUTES.sleep(5);
      } finally {
        report(done, "ran, flag=" + Thread.currentThread().isInterrupted());
      }
    });
    child.start();
    awaitReport(folder.resolve("up"), LIMIT);

    child.interrupt();

    assertThat(exitCode(child)).isEqualTo(1); // the InterruptedException was not caught
    assertThat(folder.resolve("finally")).hasContent("ran, flag=false");
  }

  @Test
  void anInterruptRightAfterTheStartIsNotLost() throws Exception {
    String done = file("interrupted");
    List<ChildProcess> early = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String own = done + i;
      ChildProcess child = child(() -> {
        try {
          TimeUnit.MINUTES.sleep(5);
        } catch (InterruptedException e) {
          report(own, "interrupted");
        }
      });
      child.start();
      child.interrupt();
      early.add(child);
    }

    for (int i = 0; i < early.size(); i++) {
      assertThat(exitCode(early.get(i))).isZero();
      assertThat(Path.of(done + i)).hasContent("interrupted");
    }
  }

  @Test
  void anInterruptOfTheStartingThreadDisturbsNoChild() throws Exception {
    ChildProcess child = child(() -> {});
    Thread.currentThread().interrupt();

    child.start();

    assertThatThrownBy(child::join).isInstanceOf(InterruptedException.class);
    assertThat(exitCode(child)).isZero();
  }

  @Test
  void startsAndEndsManyWithEveryExitCodeRight() throws Exception {
    List<ChildProcess> sleeping = new ArrayList<>();
    List<ChildProcess> exiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int code = 10 + i;
      sleeping.add(child(() -> TimeUnit.MINUTES.sleep(5)));
      exiting.add(child(() -> System.exit(code)));
      sleeping.get(i).start();
      exiting.get(i).start();
    }

    for (int i = 0; i < 6; i++) { // some are running, some have not begun
      if (i % 2 == 0) {
        sleeping.get(i).terminate();
      } else {
        sleeping.get(i).kill();
      }
    }

    for (int i = 0; i < 6; i++) {
      assertThat(exitCode(sleeping.get(i))).isEqualTo(i % 2 == 0 ? -15 : -9);
      assertThat(exitCode(exiting.get(i))).isEqualTo(10 + i);
    }
    await().atMost(LIMIT).until(() -> Multiprocessing.activeChildren().isEmpty());
  }
}
