package io.multiprocessing.sample.render;

import io.multiprocessing.sample.render.UnreadableDocumentException.Reason;
import io.multiprocessing.sample.statistics.Statistics;
import io.multiprocessing.spring.offload.Offload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.springframework.stereotype.Service;

/**
 * Renders PDF documents. Every public method runs in a worker JVM of the pool {@code documents}, with this bean and its
 * collaborators as Spring built them there; the caller has a future, which fails with a {@link
 * io.multiprocessing.pool.WorkerDiedException} or a {@link
 * io.multiprocessing.pool.TaskTimeoutException} when the document took its worker down.
 */
@Service
@Offload(pool = "documents", timeout = "${sample.task-timeout:20s}")
public class DocumentRenderer {

  private final PageRasterizer rasterizer;
  private final TextExtractor extractor;
  private final Statistics statistics;

  DocumentRenderer(PageRasterizer rasterizer, TextExtractor extractor, Statistics statistics) {
    this.rasterizer = rasterizer;
    this.extractor = extractor;
    this.statistics = statistics;
  }

  /**
   * Renders the document whose content is {@code pdf}.
   *
   * @return fails with an {@link UnreadableDocumentException} if it needs a password, is damaged or has no pages
   */
  public CompletableFuture<RenderedDocument> render(byte[] pdf, RenderOptions options) {
    return CompletableFuture.completedFuture(render(() -> Loader.loadPDF(pdf), options));
  }

  /** As {@link #render}, for a file that the worker reads itself. */
  public CompletableFuture<RenderedDocument> renderFile(Path pdf, RenderOptions options) {
    return CompletableFuture.completedFuture(render(() -> Loader.loadPDF(pdf.toFile()), options));
  }

  private RenderedDocument render(Source source, RenderOptions options) {
    long start = System.nanoTime();
    try (PDDocument document = source.load()) {
      if (document.getNumberOfPages() == 0) {
        throw new UnreadableDocumentException(Reason.EMPTY, "the document has no pages", null);
      }
      List<byte[]> images = rasterizer.firstPages(document, options);
      String text = extractor.text(document);
      RenderedDocument rendered = new RenderedDocument(
          document.getNumberOfPages(),
          images,
          extractor.cut(text, options.maxTextChars()),
          extractor.countWords(text),
          ProcessHandle.current().pid(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      statistics.count(rendered.pageCount(), rendered.wordCount());
      return rendered;
    } catch (InvalidPasswordException e) {
      throw new UnreadableDocumentException(Reason.LOCKED, "the document needs a password", e);
    } catch (IOException e) {
      throw new UnreadableDocumentException(Reason.DAMAGED, "the document is damaged: " + e.getMessage(), e);
    }
  }

  /** Where a document comes from. */
  private interface Source {
    PDDocument load() throws IOException;
  }
}
