package io.multiprocessing.serialization;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;

/** Values of the JDK that are common enough to be spared the JDK's serialization. */
final class DatumForm implements ValueForm {

  private final int tag;

  DatumForm(int tag) {
    this.tag = tag;
  }

  @Override
  public void write(GraphWriter writer, Object value) {
    BodyOutput out = writer.out;
    switch (tag) {
      case BuiltIn.BIG_INTEGER -> writeInteger(out, (BigInteger) value);
      case BuiltIn.BIG_DECIMAL -> {
        BigDecimal number = (BigDecimal) value;
        out.writeVarInt(number.scale(), false);
        writeInteger(out, number.unscaledValue());
      }
      case BuiltIn.UUID -> {
        UUID uuid = (UUID) value;
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
      }
      case BuiltIn.INSTANT -> {
        Instant instant = (Instant) value;
        out.writeVarLong(instant.getEpochSecond(), false);
        out.writeVarInt(instant.getNano(), true);
      }
      case BuiltIn.DURATION -> {
        Duration duration = (Duration) value;
        out.writeVarLong(duration.getSeconds(), false);
        out.writeVarInt(duration.getNano(), true);
      }
      case BuiltIn.LOCAL_DATE -> out.writeVarLong(((LocalDate) value).toEpochDay(), false);
      case BuiltIn.LOCAL_TIME -> out.writeVarLong(((LocalTime) value).toNanoOfDay(), true);
      default -> {
        LocalDateTime moment = (LocalDateTime) value;
        out.writeVarLong(moment.toLocalDate().toEpochDay(), false);
        out.writeVarLong(moment.toLocalTime().toNanoOfDay(), true);
      }
    }
  }

  @Override
  public Object read(GraphReader reader, Class<?> type, int id) {
    BodyInput in = reader.in;
    switch (tag) {
      case BuiltIn.BIG_INTEGER:
        return readInteger(in);
      case BuiltIn.BIG_DECIMAL:
        int scale = in.readVarInt(false);
        return new BigDecimal(readInteger(in), scale);
      case BuiltIn.UUID:
        long high = in.readLong();
        return new UUID(high, in.readLong());
      case BuiltIn.INSTANT:
        long second = in.readVarLong(false);
        return Instant.ofEpochSecond(second, in.readVarInt(true));
      case BuiltIn.DURATION:
        long seconds = in.readVarLong(false);
        return Duration.ofSeconds(seconds, in.readVarInt(true));
      case BuiltIn.LOCAL_DATE:
        return LocalDate.ofEpochDay(in.readVarLong(false));
      case BuiltIn.LOCAL_TIME:
        return LocalTime.ofNanoOfDay(in.readVarLong(true));
      default:
        LocalDate day = LocalDate.ofEpochDay(in.readVarLong(false));
        return LocalDateTime.of(day, LocalTime.ofNanoOfDay(in.readVarLong(true)));
    }
  }

  private static void writeInteger(BodyOutput out, BigInteger number) {
    byte[] bytes = number.toByteArray();
    out.writeCount(bytes.length);
    out.writeBytes(bytes);
  }

  private static BigInteger readInteger(BodyInput in) {
    ByteBuffer content = in.take(in.readCount(1));
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return new BigInteger(bytes);
  }
}
