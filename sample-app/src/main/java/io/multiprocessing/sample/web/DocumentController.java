package io.multiprocessing.sample.web;

import io.multiprocessing.sample.render.RenderedDocument;
import io.multiprocessing.sample.samples.SampleDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Takes documents, and gives what was made of them. */
@RestController
@RequestMapping("/api/documents")
@ConditionalOnWebApplication
class DocumentController {

  /** What an id names never changes. */
  private static final CacheControl FOR_EVER = CacheControl.maxAge(Duration.ofHours(12)).cachePrivate().immutable();

  private static final MediaType PLAIN_UTF_8 = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

  private final Intake intake;
  private final Board board;
  private final SampleDocuments samples;

  DocumentController(Intake intake, Board board, SampleDocuments samples) {
    this.intake = intake;
    this.board = board;
    this.samples = samples;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Accepted upload(@RequestParam("file") MultipartFile file) throws IOException {
    String name = file.getOriginalFilename();
    return new Accepted(List.of(intake.submit(name == null ? "" : name, file.getBytes())));
  }

  @PostMapping("/samples")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Accepted samples() {
    return new Accepted(samples.all().stream().map(sample -> intake.submit(sample.name(), sample.pdf())).toList());
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void clear() {
    board.clearFinished();
  }

  @GetMapping("/{id}/pages/{page}")
  ResponseEntity<byte[]> page(@PathVariable String id, @PathVariable int page) {
    List<byte[]> images = rendered(id).images();
    if (page < 1 || page > images.size()) {
      throw new RefusedException(HttpStatus.NOT_FOUND, "There is no image of page " + page + ".");
    }
    return ResponseEntity.ok().cacheControl(FOR_EVER).contentType(MediaType.IMAGE_PNG).body(images.get(page - 1));
  }

  @GetMapping("/{id}/text")
  ResponseEntity<String> text(@PathVariable String id) {
    return ResponseEntity.ok().cacheControl(FOR_EVER).contentType(PLAIN_UTF_8).body(rendered(id).text());
  }

  private RenderedDocument rendered(String id) {
    return board.result(id).orElseThrow(
        () -> new RefusedException(HttpStatus.NOT_FOUND, "This document is not rendered, or is no longer remembered."));
  }

  /**
   * @param ids the documents' ids on the board, in the order in which they were sent
   */
  record Accepted(List<String> ids) {}
}
