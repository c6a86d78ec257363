package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final String BODY = "{\"test\": 2432232314}";
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  private static String signature(String secrets) {
    return WebhookSignature.by(secrets).headers(ID, AT, BODY).get("webhook-signature");
  }

  private static String secretOf(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  @Test
  void the_standards_own_example_is_signed_as_there() {
    assertThat(WebhookSignature.by(SECRET).headers(ID, AT, BODY))
        .containsEntry("webhook-id", ID)
        .containsEntry("webhook-timestamp", "1614265330")
        .containsEntry("webhook-signature", SIGNATURE)
        .hasSize(3);
  }

  @Test
  void a_secret_may_say_that_it_is_one() {
    assertThat(signature("whsec_" + SECRET)).isEqualTo(SIGNATURE);
  }

  @Test
  void each_of_several_secrets_signs_in_their_order() {
    assertThat(signature(OTHER + " " + SECRET)).isEqualTo(signature(OTHER) + " " + SIGNATURE);
    assertThat(signature(SECRET + "\n" + OTHER + "\n")).startsWith(SIGNATURE + " v1,");
  }

  @Test
  void another_attempt_is_signed_anew_under_the_same_id() {
    assertThat(WebhookSignature.by(SECRET).headers(ID, AT.plusMillis(999), BODY))
        .containsEntry("webhook-signature", SIGNATURE);
    assertThat(WebhookSignature.by(SECRET).headers(ID, AT.plusSeconds(1), BODY))
        .containsEntry("webhook-id", ID)
        .doesNotContainEntry("webhook-signature", SIGNATURE);
  }

  @Test
  void a_secret_that_is_none_is_refused_with_the_mend_and_not_shown() {
    assertThatThrownBy(() -> WebhookSignature.by(" "))
        .hasMessage("it is empty; make one by 'openssl rand -base64 32'");
    assertThatThrownBy(() -> WebhookSignature.by("open-sesame"))
        .hasMessage("secret 1 is not base64; make one by 'openssl rand -base64 32'")
        .hasNoCause();
    assertThatThrownBy(() -> WebhookSignature.by(SECRET + " " + secretOf(23)))
        .hasMessage(
            "secret 2 has 23 bytes and needs 24 to 64; make one by 'openssl rand -base64 32'");
    assertThatThrownBy(() -> WebhookSignature.by("whsec_" + secretOf(65)))
        .hasMessageContaining("secret 1 has 65 bytes");
    assertThat(signature(secretOf(24) + " " + secretOf(64))).startsWith("v1,");
  }
}
