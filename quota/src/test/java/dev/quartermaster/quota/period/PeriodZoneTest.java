package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodZoneTest {

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Z", "Etc/UTC", "GMT", "+00:00"})
  void every_name_of_utc_is_the_same_zone(String name) {
    assertThat(PeriodZone.checked(ZoneId.of(name))).isEqualTo(ZoneOffset.UTC);
    assertThat(PeriodZone.name(PeriodZone.checked(ZoneId.of(name)))).isEqualTo("UTC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlin", "Australia/Lord_Howe", "Etc/GMT+5"})
  void a_region_and_city_keeps_its_name(String name) {
    ZoneId zone = PeriodZone.checked(ZoneId.of(name));

    assertThat(PeriodZone.named(PeriodZone.name(zone))).isEqualTo(ZoneId.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+02:00", "UTC+2", "GMT-3", "CET", "EET", "SystemV/PST8"})
  void a_name_that_java_and_postgresql_read_differently_is_refused(String name) {
    assertThatThrownBy(() -> PeriodZone.checked(ZoneId.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Europe/Berlin");
  }
}
