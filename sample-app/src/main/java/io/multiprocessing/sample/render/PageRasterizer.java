package io.multiprocessing.sample.render;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.springframework.stereotype.Component;

/** Turns pages into PNG images of a bounded size, whatever size the pages claim to have. */
@Component
class PageRasterizer {

  List<byte[]> firstPages(PDDocument document, RenderOptions options) throws IOException {
    PDFRenderer renderer = new PDFRenderer(document);
    renderer.setSubsamplingAllowed(true);
    int pages = Math.min(document.getNumberOfPages(), options.maxPages());
    List<byte[]> images = new ArrayList<>(pages);
    for (int index = 0; index < pages; index++) {
      PDRectangle box = document.getPage(index).getCropBox();
      float scale = options.maxEdgePixels() / Math.max(1, Math.max(box.getWidth(), box.getHeight()));
      images.add(png(renderer.renderImage(index, scale, ImageType.RGB)));
    }
    return images;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this JVM has no PNG writer");
    }
    return out.toByteArray();
  }
}
