package io.multiprocessing.sample.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The page's settings; those of the pool stand under {@code multiprocessing.pools.documents}.
 *
 * @param poisonTimeout how long a poison may take before its worker is killed
 * @param maxUpload how large an uploaded file may be
 * @param maxPending how many bytes of uploaded files may wait at a time, so that a flood can't exhaust the service's memory
 * @param history how many documents the page remembers
 * @param maxViewers how many pages may be connected at a time
 * @param batchPause how long nothing may be left to do before the next document begins a new batch
 * @param heartbeat how often a page hears something, so that one that is gone is noticed
 */
@ConfigurationProperties("sample")
record WebProperties(
    @DefaultValue("5s") Duration poisonTimeout,
    @DefaultValue("25MB") DataSize maxUpload,
    @DefaultValue("128MB") DataSize maxPending,
    @DefaultValue("200") int history,
    @DefaultValue("32") int maxViewers,
    @DefaultValue("3s") Duration batchPause,
    @DefaultValue("5s") Duration heartbeat) {

  WebProperties {
    if (history < 1) {
      throw new IllegalArgumentException("sample.history must be at least 1: history=" + history);
    }
    if (maxViewers < 1) {
      throw new IllegalArgumentException("sample.max-viewers must be at least 1: max-viewers=" + maxViewers);
    }
    if (maxPending.compareTo(maxUpload) < 0) {
      throw new IllegalArgumentException("sample.max-pending must not be below sample.max-upload: max-pending="
          + maxPending + ", max-upload=" + maxUpload);
    }
  }
}
