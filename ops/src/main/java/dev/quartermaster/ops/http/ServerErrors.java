package dev.quartermaster.ops.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Requests that are refused before they reach a route: too long, or not HTTP. */
final class ServerErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Problem problem = Problem.of(response.getStatus());
    SecurityHeaders.ALL.forEach(response.getHeaders()::put);
    String path = request.getHttpURI() == null ? "" : request.getHttpURI().getPath();
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_TYPE, problem.contentType(path == null ? "" : path));
    byte[] body = problem.body(path == null ? "" : path).getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
