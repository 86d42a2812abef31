package io.multiprocessing.sample.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers to load nothing from elsewhere and to guess no types, and refuses requests that other sites make them
 * send: the service has no log-in, so any page in the same browser could otherwise poison it.
 */
@Component
@ConditionalOnWebApplication
class BrowserGuard extends OncePerRequestFilter {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && FOREIGN.contains(site) && !SAFE_METHODS.contains(request.getMethod())) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN, "requests from other sites are refused");
      return;
    }
    chain.doFilter(request, response);
  }
}
