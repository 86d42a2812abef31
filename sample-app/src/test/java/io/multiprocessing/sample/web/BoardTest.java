package io.multiprocessing.sample.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.multiprocessing.pool.PoolSnapshot;
import io.multiprocessing.pool.WorkerSnapshot;
import io.multiprocessing.pool.WorkerSnapshot.State;
import io.multiprocessing.sample.failure.Failure;
import io.multiprocessing.sample.poison.Poison;
import io.multiprocessing.sample.render.RenderedDocument;
import io.multiprocessing.sample.web.BoardUpdate.Batch;
import io.multiprocessing.sample.web.DocumentView.Recovery;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class BoardTest {

  private static final int HISTORY = 3;
  private static final long NOON = 1_800_000_000_000L;
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final Duration LONG_AGO = Duration.ofMinutes(1);
  private static final RenderedDocument RENDERED = new RenderedDocument(1, List.of(new byte[1]), "text", 1, 7, 5);
  private static final Failure BROKEN = new Failure("It is damaged", "text", false, null, List.of(), List.of());
  private static final Failure LOST = new Failure("The worker crashed", "text", true, 7L, List.of(), List.of());

  private final Clock clock = mock(Clock.class);
  private final Board board = new Board(new WebProperties(
      Duration.ofSeconds(3), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), HISTORY, 1,
      PAUSE, Duration.ofSeconds(5)), clock);

  @BeforeEach
  void setClock() {
    when(clock.millis()).thenReturn(NOON);
  }

  @Test
  void theOldestPendingOnesAreThoseThatRun() {
    String first = add("a.pdf");
    String second = add("b.pdf");

    board.observe(pool(1, worker(7, LONG_AGO, State.BUSY)));

    assertThat(view(first).state()).isEqualTo("running");
    assertThat(view(first).startedAt()).isNotNull();
    assertThat(view(second).state()).isEqualTo("queued");
  }

  @Test
  void aBatchCountsDocumentsFromTheFirstOneUntilNothingIsLeft() {
    String first = add("a.pdf");
    String second = add("b.pdf");
    board.add(Submission.poison(Poison.NATIVE_CRASH));
    board.finish(first, RENDERED);
    board.fail(second, BROKEN);

    Batch over = board.everything().batch();
    assertThat(over.total()).isEqualTo(2);
    assertThat(over.done()).isEqualTo(1);
    assertThat(over.failed()).isEqualTo(1);
    assertThat(over.finishedAt()).isNotNull();
    add("c.pdf");
    assertThat(board.everything().batch().total()).as("nothing was left to do for a moment only").isEqualTo(3);
    assertThat(board.everything().batch().finishedAt()).isNull();
  }

  @Test
  void aNewBatchBeginsWhenNothingWasLeftToDoForAWhile() {
    board.finish(add("a.pdf"), RENDERED);
    when(clock.millis()).thenReturn(NOON + PAUSE.toMillis());
    add("b.pdf");

    assertThat(board.everything().batch()).isEqualTo(new Batch(1, 0, 0, NOON + PAUSE.toMillis(), null));
  }

  @Test
  void takesTheWorkersWordForHowLongADocumentTookThatNobodySawRunning() {
    String id = add("a.pdf");
    when(clock.millis()).thenReturn(NOON + 90);
    board.finish(id, RENDERED);

    assertThat(view(id).startedAt()).isEqualTo(NOON + 90 - RENDERED.millis());
  }

  @Test
  void tellsOnlyWhatChangedSinceAVersion() throws InterruptedException {
    String first = add("a.pdf");
    add("b.pdf");
    long seen = board.everything().version();
    board.finish(first, RENDERED);

    BoardUpdate update = change(seen);

    assertThat(update.full()).isFalse();
    assertThat(update.documents()).extracting(DocumentView::id).containsExactly(first);
    assertThat(board.awaitChange(update.version(), Duration.ofMillis(1))).isNull();
  }

  @Test
  void forgetsTheOldestFinishedOnesAndNeverAPendingOne() throws InterruptedException {
    String pending = add("pending.pdf");
    String finished = add("finished.pdf");
    board.finish(finished, RENDERED);
    long seen = board.everything().version();
    Stream.of("c.pdf", "d.pdf").forEach(this::add);

    assertThat(change(seen).removed()).containsExactly(finished);
    assertThat(board.everything().documents()).extracting(DocumentView::id).contains(pending).hasSize(HISTORY);
    assertThat(board.result(finished)).isEmpty();
  }

  @Test
  void givesTheWholeBoardToAPageThatFellFarBehind() throws InterruptedException {
    long seen = board.everything().version();
    for (int i = 0; i < 600; i++) {
      board.finish(add(i + ".pdf"), RENDERED);
    }
    BoardUpdate update = change(seen);

    assertThat(update.full()).isTrue();
    assertThat(update.removed()).isEmpty();
    assertThat(update.documents()).hasSize(HISTORY);
  }

  @Test
  void clearsWhatIsFinished() throws InterruptedException {
    String pending = add("pending.pdf");
    String finished = add("finished.pdf");
    board.finish(finished, RENDERED);
    long seen = board.everything().version();
    board.clearFinished();

    assertThat(change(seen).removed()).containsExactly(finished);
    assertThat(board.everything().documents()).extracting(DocumentView::id).containsExactly(pending);
  }

  @Test
  void takesBackWhatWasNotTaken() {
    String id = add("a.pdf");
    board.withdraw(id);

    assertThat(board.everything().documents()).isEmpty();
    assertThat(board.everything().batch().total()).isZero();
    assertThat(board.isQuiet()).isTrue();
  }

  @Test
  void noticesWhenALostWorkerIsReplaced() {
    String id = board.add(Submission.poison(Poison.NATIVE_CRASH));
    board.fail(id, LOST);
    board.observe(pool(0, worker(7, LONG_AGO, State.IDLE)));
    assertThat(view(id).recovery()).as("the old one is still listed").isNull();
    board.observe(pool(0, worker(8, Duration.ZERO, State.STARTING)));
    assertThat(view(id).recovery()).as("the fresh one is not ready").isNull();
    assertThat(board.isQuiet()).isFalse();

    board.observe(pool(0, worker(8, Duration.ZERO, State.IDLE)));

    assertThat(view(id).recovery()).isNotNull().extracting(Recovery::workerPid).isEqualTo(8L);
    assertThat(board.isQuiet()).isTrue();
  }

  @Test
  void noticesAReplacementThatStoodBy() {
    board.observe(pool(0, worker(7, LONG_AGO, State.IDLE)));
    String id = board.add(Submission.poison(Poison.NATIVE_CRASH));
    board.fail(id, LOST);

    board.observe(pool(0, worker(8, LONG_AGO, State.IDLE)));

    assertThat(view(id).recovery()).isNotNull().extracting(Recovery::workerPid).isEqualTo(8L);
  }

  @Test
  void aFreshWorkerTakesThePlaceOfOneOnly() {
    List<String> ids = Stream.of(Poison.EXIT, Poison.NATIVE_CRASH).map(Submission::poison).map(board::add).toList();
    ids.forEach(id -> board.fail(id, LOST));

    board.observe(pool(0, worker(8, Duration.ZERO, State.BUSY)));
    assertThat(ids).extracting(id -> view(id).recovery() != null).containsExactly(true, false);
    board.observe(pool(0, worker(8, Duration.ZERO, State.IDLE), worker(9, Duration.ZERO, State.IDLE)));

    assertThat(view(ids.get(1)).recovery()).isNotNull().extracting(Recovery::workerPid).isEqualTo(9L);
  }

  @Test
  void leavesAloneWhatIsOverOrUnknown() {
    String id = add("a.pdf");
    board.finish(id, RENDERED);
    board.fail(id, BROKEN);

    assertThat(view(id).state()).isEqualTo("done");
    assertThatCode(() -> {
      board.finish("unknown", RENDERED);
      board.withdraw("unknown");
    }).doesNotThrowAnyException();
  }

  private String add(String name) {
    return board.add(Submission.document(name, 1));
  }

  private DocumentView view(String id) {
    return board.everything().documents().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  private BoardUpdate change(long since) throws InterruptedException {
    @Nullable BoardUpdate update = board.awaitChange(since, Duration.ofSeconds(5));
    assertThat(update).isNotNull();
    return update;
  }

  private static PoolSnapshot pool(int running, WorkerSnapshot... workers) {
    return new PoolSnapshot("documents", PoolSnapshot.State.RUNNING, 1, 0, 10, running, 0, 0, 0, List.of(workers));
  }

  private static WorkerSnapshot worker(long pid, Duration age, State state) {
    return new WorkerSnapshot("worker-" + pid, pid, state, null, null, 0, 1, age);
  }
}
