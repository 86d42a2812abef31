package io.multiprocessing.sample.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.stereotype.Component;

/** The samples: six to look at, one that is damaged and one that is locked. Made when they are first asked for. */
@Component
public class SampleDocuments {

  private static final class Made {
    static final List<Sample> SAMPLES = make();
  }

  /** All of them, always the same. */
  public List<Sample> all() {
    return Made.SAMPLES;
  }

  private static List<Sample> make() {
    try {
      return List.of(
          new Sample("Annual report.pdf", AnnualReport.create()),
          new Sample("Vector garden.pdf", VectorGarden.create()),
          new Sample("Invoice 2041.pdf", Invoice.create()),
          new Sample("Damaged scan.pdf", SpoiltDocuments.damaged()),
          new Sample("Field guide to clouds.pdf", FieldGuide.create()),
          new Sample("Star map.pdf", StarMap.create()),
          new Sample("Locked contract.pdf", SpoiltDocuments.locked()),
          new Sample("Letter.pdf", Letter.create()));
    } catch (IOException e) {
      throw new UncheckedIOException("the samples can't be made", e);
    }
  }
}
