package io.multiprocessing.sample.web;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Errors as problem details, whose {@code detail} the page shows as it stands. */
@RestControllerAdvice
@ConditionalOnWebApplication
class ApiErrors extends ResponseEntityExceptionHandler {

  private final long maxUploadMegabytes;

  ApiErrors(WebProperties properties) {
    this.maxUploadMegabytes = properties.maxUpload().toMegabytes();
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(RefusedException refused) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(refused.status(), refused.getMessage());
    return ResponseEntity.status(refused.status()).headers(headers -> {
      if (refused.status() == HttpStatus.SERVICE_UNAVAILABLE) {
        headers.set(HttpHeaders.RETRY_AFTER, "1");
      }
    }).body(problem);
  }

  @Override
  protected ResponseEntity<Object> handleMaxUploadSizeExceededException(
      MaxUploadSizeExceededException tooLarge,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE,
        "The file is too large: the limit is " + maxUploadMegabytes + " MB.");
    return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).body(problem);
  }
}
