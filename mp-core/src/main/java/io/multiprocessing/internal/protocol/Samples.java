package io.multiprocessing.internal.protocol;

import io.multiprocessing.api.RemoteCallable;
import io.multiprocessing.api.RemoteFunction;
import io.multiprocessing.api.RemoteRunnable;
import io.multiprocessing.process.AuthKey;
import io.multiprocessing.process.ChildProcess;
import io.multiprocessing.process.ProcessContext;
import io.multiprocessing.process.RunningProcess;
import io.multiprocessing.process.StartMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a parent may send to a child, one of each kind: for a child that practises before it has anything to do. They do
 * nothing, and know no class of the user's.
 */
public final class Samples {

  private static final int LARGE = 64 * 1024;
  private static final int KEY_BYTES = 32;

  private Samples() {}

  /** What processes run: each kind of code that a target may be, and a process object, as a subclass is sent. */
  public static List<Object> activities() {
    int number = LARGE;
    String text = "text";
    RemoteRunnable bare = () -> {};
    RemoteRunnable capturing = () -> text.repeat(number);
    RemoteRunnable referring = text::length;
    return List.of(bare, capturing, referring, new ChildProcess(new Nowhere(), "sample", bare));
  }

  /** The least that a child of start method {@code fork} begins with. */
  public static ProcessState state() {
    return ProcessState.unchanged(Map.of("key", "value"));
  }

  /** Calls of each kind with the commonest arguments. One throws. */
  public static List<Call> calls() {
    RemoteFunction<Object, Object> same = value -> value;
    RemoteCallable<String> constant = () -> "answer";
    RemoteCallable<Object> failing = () -> {
      throw new IllegalStateException("rehearsed");
    };
    List<Call> calls = new ArrayList<>();
    calls.add(new Call.Callable(constant));
    calls.add(new Call.Running(() -> {}));
    calls.add(new Call.Function(same, new ArrayList<>(List.of(1, 2L, 3.0, true, 'c', "text"))));
    calls.add(new Call.Function(same, new HashMap<>(Map.of("key", List.of("value")))));
    calls.add(new Call.Function(same, new byte[LARGE]));
    calls.add(new Call.BiFunction((first, second) -> first, 1, null));
    calls.add(new Call.Map1(same, new Object[] {1, "two", new int[] {3}}));
    calls.add(new Call.Callable(failing));
    return calls;
  }

  /** Where processes come from that are never started. */
  private record Nowhere() implements ProcessContext {

    @Override
    public Inheritance inherit() {
      return new Inheritance("0", true, AuthKey.of(new byte[KEY_BYTES]));
    }

    @Override
    public StartMethod method() {
      return StartMethod.SPAWN;
    }

    @Override
    public RunningProcess launch(ChildProcess process, String path) {
      throw new IllegalStateException("a sample is never started: name=" + process.getName());
    }
  }
}
