package io.multiprocessing.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiprocessing.api.SharedObjectException;
import io.multiprocessing.connection.Connection;
import io.multiprocessing.connection.Pipe;
import io.multiprocessing.internal.memory.Host;
import io.multiprocessing.internal.memory.Segment;
import io.multiprocessing.internal.memory.SegmentKind;
import io.multiprocessing.internal.memory.Transfers;
import io.multiprocessing.internal.os.ProcessTable;
import io.multiprocessing.serialization.EncodedMessage;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndTableTest {

  private static final long DEAD = ProcessTable.stamp((1L << 26) - 1, 0) << PipeDescriptor.COUNT_BITS | 1;

  private final Segment segment = Segment.create(SegmentKind.PIPE, PipeDescriptor.payloadLength(false));
  private final int offset = PipeDescriptor.endOffset(0);
  private final EndTable table = new EndTable(segment, offset);

  @AfterEach
  void remove() {
    segment.release();
  }

  private void holder(int index, long word) {
    segment.memory().putLong(offset + PipeDescriptor.HOLDERS_OFFSET + index * Long.BYTES, word);
  }

  @Test
  void anEndIsGoneWhenItsLastHolderIs() {
    assertThat(table.isGone()).isTrue();
    table.addHolder();
    table.addHolder();
    assertThat(table.isGone()).isFalse();
    assertThat(table.removeHolder()).isFalse();
    assertThat(table.removeHolder()).isTrue();
    assertThat(table.isFoundGone()).isTrue();
    assertThatThrownBy(table::removeHolder).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theDeadDoNotCountAndTheirPlacesAreUsedAgain() {
    for (int i = 0; i < PipeDescriptor.HOLDERS; i++) {
      holder(i, DEAD);
    }
    assertThat(table.isGone()).isTrue();
    table.addHolder();
    assertThat(table.isGone()).isFalse();
    assertThat(table.removeHolder()).isTrue();
  }

  @Test
  void tooManyProcessesAreRefused() {
    long self = Host.processes().self() << PipeDescriptor.COUNT_BITS | PipeDescriptor.COUNT_MASK; // living, and full
    for (int i = 0; i < PipeDescriptor.HOLDERS; i++) {
      holder(i, self);
    }
    assertThatThrownBy(table::addHolder)
        .isInstanceOf(SharedObjectException.class).hasMessageContaining("limit=" + PipeDescriptor.HOLDERS);
  }

  @Test
  void aTicketCountsOnceAndOnlyWhileItsSenderLives() {
    long ticket = EndTable.newTicket();
    int place = table.addTicket(ticket);
    assertThat(table.isGone()).isFalse();
    assertThat(table.removeTicket(place, ticket)).isTrue();
    assertThat(table.removeTicket(place, ticket)).as("a second time").isFalse();
    table.addTicket(DEAD);
    assertThat(table.isGone()).isTrue();
  }

  @Test
  void aHintThatIsWrongIsTakenBack() {
    table.addHolder();
    segment.memory().putInt(offset + PipeDescriptor.ENDED_OFFSET, 1);
    assertThat(table.isFoundGone()).isFalse();
    assertThat(segment.memory().getInt(offset + PipeDescriptor.ENDED_OFFSET)).isZero();
  }

  @Test
  void moreConnectionsThanTicketsAreRefusedAndLeaveNothingBehind() throws Exception {
    Pipe pipe = Pipes.create(true);
    List<Transfers.Encoding> underWay = new ArrayList<>();
    for (int i = 0; i < PipeDescriptor.TICKETS; i++) {
      underWay.add(Transfers.encode(Pipes.Objects.CODEC, pipe.second()));
    }
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> Transfers.encode(Pipes.Objects.CODEC, pipe.second()))
          .hasStackTraceContaining("too many connections to one end of a pipe are on their way: limit=1024");
    }
    pipe.second().close();
    assertThat(pipe.first().poll()).isFalse();
    for (Transfers.Encoding encoding : underWay) {
      ((Connection) Pipes.Objects.CODEC.decode(encoding.message())).close();
    }
    assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EOFException.class);
    pipe.first().close();
  }

  @Test
  void aConnectionThatFindsNoPlaceToArriveGivesItsTicketBack() {
    PipeMemory memory = PipeMemory.create(true);
    PipeConnection first = new PipeConnection(memory, 0);
    PipeConnection second = new PipeConnection(memory, 1);
    EncodedMessage encoded = Pipes.Objects.CODEC.encode(second);
    second.close();
    long full = Host.processes().self() << PipeDescriptor.COUNT_BITS | PipeDescriptor.COUNT_MASK;
    int holders = PipeDescriptor.endOffset(1) + PipeDescriptor.HOLDERS_OFFSET;
    for (int i = 0; i < PipeDescriptor.HOLDERS; i++) {
      memory.segment().memory().putLong(holders + i * Long.BYTES, full);
    }
    assertThatThrownBy(() -> Pipes.Objects.CODEC.decode(encoded)).hasStackTraceContaining("limited number");
    for (int i = 0; i < PipeDescriptor.HOLDERS; i++) {
      memory.segment().memory().putLong(holders + i * Long.BYTES, 0);
    }
    assertThatThrownBy(first::recv).isInstanceOf(EOFException.class);
    first.close();
  }

  @Test
  void aHandleThatIsDecodedTwiceOpensTheEndTwice() throws Exception {
    Pipe pipe = Pipes.create(true);
    EncodedMessage encoded = Pipes.Objects.CODEC.encode(pipe.second());
    pipe.second().close();
    Connection first = (Connection) Pipes.Objects.CODEC.decode(encoded);
    Connection second = (Connection) Pipes.Objects.CODEC.decode(encoded);
    first.close();
    assertThat(pipe.first().poll()).isFalse();
    second.close();
    assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(EOFException.class);
    pipe.first().close();
    Connection late = (Connection) Pipes.Objects.CODEC.decode(encoded); // this process still has the memory
    assertThatThrownBy(() -> late.recv()).isInstanceOf(EOFException.class);
    late.close();
  }
}
