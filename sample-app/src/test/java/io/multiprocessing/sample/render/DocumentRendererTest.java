package io.multiprocessing.sample.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.multiprocessing.sample.render.UnreadableDocumentException.Reason;
import io.multiprocessing.sample.samples.Sample;
import io.multiprocessing.sample.samples.SampleDocuments;
import io.multiprocessing.sample.statistics.Statistics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentRendererTest {

  private final Statistics statistics = mock(Statistics.class);
  private final DocumentRenderer renderer =
      new DocumentRenderer(new PageRasterizer(), new TextExtractor(), statistics);

  @Test
  void drawsTheFirstPagesAndReadsTheWholeText() throws IOException {
    RenderedDocument guide = renderer.render(sample("Field guide to clouds.pdf"), RenderOptions.PREVIEW).join();

    assertThat(guide.pageCount()).isEqualTo(48);
    assertThat(guide.images()).hasSize(4);
    assertThat(guide.wordCount()).isGreaterThan(2_000);
    assertThat(guide.text()).startsWith("Clouds").contains("A field guide in 48 pages");
    assertThat(guide.workerPid()).isEqualTo(ProcessHandle.current().pid());
    verify(statistics).count(48, guide.wordCount());
    BufferedImage cover = ImageIO.read(new ByteArrayInputStream(guide.images().get(0)));
    assertThat(cover.getHeight()).isBetween(600, 640);
  }

  @Test
  void readsAFileItself(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("letter.pdf"), sample("Letter.pdf"));

    assertThat(renderer.renderFile(file, RenderOptions.PREVIEW).join().text()).contains("Dear reader,");
  }

  @Test
  void cutsTheTextWhereItMayNotBeLonger() {
    RenderedDocument letter = renderer.render(sample("Letter.pdf"), new RenderOptions(1, 64, 10)).join();

    assertThat(letter.text()).hasSize(10);
    assertThat(letter.wordCount()).isGreaterThan(100);
  }

  @Test
  void neverCutsACharacterInHalf() {
    assertThat(new TextExtractor().cut("ab😀", 3)).isEqualTo("ab");
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 14_400})
  void drawsPagesOfAnyClaimedSizeInBounds(float points) throws IOException {
    RenderedDocument page = renderer.render(blank(new PDRectangle(points, points)), RenderOptions.PREVIEW).join();

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(page.images().get(0)));
    assertThat(image.getWidth()).isBetween(1, 640);
    assertThat(page.text()).isEmpty();
    assertThat(page.wordCount()).isZero();
  }

  @Test
  void saysWhatIsWrongWithADocument() throws IOException {
    assertUnreadable(sample("Locked contract.pdf"), Reason.LOCKED);
    assertUnreadable(sample("Damaged scan.pdf"), Reason.DAMAGED);
    assertUnreadable(new byte[0], Reason.DAMAGED);
    assertUnreadable("%PDF-1.7 and then nothing".getBytes(StandardCharsets.US_ASCII), Reason.DAMAGED);
    assertUnreadable(withoutPages(), Reason.EMPTY);
  }

  private void assertUnreadable(byte[] pdf, Reason reason) {
    assertThatThrownBy(() -> renderer.render(pdf, RenderOptions.PREVIEW))
        .asInstanceOf(type(UnreadableDocumentException.class))
        .extracting(UnreadableDocumentException::reason)
        .isEqualTo(reason);
  }

  private static byte[] sample(String name) {
    return new SampleDocuments().all().stream().filter(one -> one.name().equals(name)).map(Sample::pdf).findFirst()
        .orElseThrow();
  }

  private static byte[] blank(PDRectangle size) throws IOException {
    try (PDDocument document = new PDDocument(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      document.addPage(new PDPage(size));
      document.save(out);
      return out.toByteArray();
    }
  }

  private static byte[] withoutPages() throws IOException {
    try (PDDocument document = new PDDocument(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      document.save(out);
      return out.toByteArray();
    }
  }
}
