package io.multiprocessing.sample.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.multiprocessing.pool.PoolQueueFullException;
import io.multiprocessing.sample.failure.FailureExplainer;
import io.multiprocessing.sample.poison.PoisonTaster;
import io.multiprocessing.sample.render.DocumentRenderer;
import io.multiprocessing.sample.render.RenderedDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

class IntakeTest {

  private static final byte[] PDF = Arrays.copyOf("%PDF-1.7".getBytes(StandardCharsets.US_ASCII), 600);

  private final DocumentRenderer renderer = mock(DocumentRenderer.class);
  private Board board;
  private Intake intake;

  @BeforeEach
  void make() {
    WebProperties properties = new WebProperties(
        Duration.ofSeconds(1), DataSize.ofBytes(1_000), DataSize.ofBytes(1_000), 10, 1, Duration.ZERO,
        Duration.ofSeconds(1));
    board = new Board(properties);
    intake = new Intake(renderer, mock(PoisonTaster.class), mock(PoolMonitor.class), board, new FailureExplainer(""),
        properties);
  }

  @Test
  void takesBackWhatFindsTheQueueFullAtTheCallOrInTheFuture() {
    when(renderer.render(any(), any()))
        .thenThrow(new PoolQueueFullException("full"))
        .thenReturn(CompletableFuture.failedFuture(new PoolQueueFullException("full")));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> intake.submit("a.pdf", PDF))
          .isInstanceOfSatisfying(RefusedException.class,
              refused -> assertThat(refused.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE))
          .hasMessageContaining("The queue is full. Send a.pdf again");
    }
    assertThat(board.everything().documents()).isEmpty();
  }

  @Test
  void holdsOnlySoManyBytesAtATime() {
    CompletableFuture<RenderedDocument> first = new CompletableFuture<>();
    when(renderer.render(any(), any())).thenReturn(first).thenReturn(new CompletableFuture<>());
    intake.submit("a.pdf", PDF);

    assertThatThrownBy(() -> intake.submit("b.pdf", PDF))
        .isInstanceOf(RefusedException.class).hasMessageContaining("no room for b.pdf");
    first.complete(new RenderedDocument(1, List.of(), "", 0, 1, 1));
    intake.submit("b.pdf", PDF);

    assertThat(board.everything().documents()).extracting(DocumentView::state).containsExactly("done", "queued");
  }

  @Test
  void notesAnErrorOfTheCallAsTheDocumentsFailure() {
    when(renderer.render(any(), any())).thenThrow(new IllegalStateException("no glyph"));
    intake.submit("a.pdf", PDF);

    assertThat(board.everything().documents()).singleElement().satisfies(
        document -> assertThat(document.state()).isEqualTo("failed"));
  }

  @Test
  void findsTheMarkOfAPdfNearTheStartOnly() {
    assertThat(PdfMagic.isIn("\n\n%PDF-1.4".getBytes(StandardCharsets.US_ASCII))).isTrue();
    assertThat(PdfMagic.isIn((" ".repeat(1_100) + "%PDF-1.4").getBytes(StandardCharsets.US_ASCII))).isFalse();
    assertThat(PdfMagic.isIn("%PDF".getBytes(StandardCharsets.US_ASCII))).isFalse();
  }
}
