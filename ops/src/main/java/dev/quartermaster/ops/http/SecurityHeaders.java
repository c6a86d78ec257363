package dev.quartermaster.ops.http;

import java.util.Map;

/** What every answer carries. */
final class SecurityHeaders {

  /** The pages have no script and load nothing but their own stylesheet. */
  static final Map<String, String> ALL =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-store");

  private SecurityHeaders() {}
}
