package io.multiprocessing.internal.protocol;

import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * A JVM's default locales and time zone.
 *
 * @param timeZone the zone's id
 * @param ownZone the zone itself where its id alone doesn't say what it is, as one that the application has made
 */
record Region(Locale locale, Locale display, Locale format, String timeZone, @Nullable TimeZone ownZone) {

  /** This process's at this moment. */
  static Region current() {
    TimeZone zone = TimeZone.getDefault();
    return new Region(
        Locale.getDefault(),
        Locale.getDefault(Locale.Category.DISPLAY),
        Locale.getDefault(Locale.Category.FORMAT),
        zone.getID(),
        TimeZone.getTimeZone(zone.getID()).equals(zone) ? null : zone);
  }

  /** Makes these the calling process's. */
  void apply() {
    Locale.setDefault(locale); // of both categories too
    Locale.setDefault(Locale.Category.DISPLAY, display);
    Locale.setDefault(Locale.Category.FORMAT, format);
    TimeZone.setDefault(ownZone != null ? ownZone : TimeZone.getTimeZone(timeZone));
  }
}
