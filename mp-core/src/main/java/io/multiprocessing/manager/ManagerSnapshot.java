package io.multiprocessing.manager;

import java.io.Serial;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a manager's server holds and has done, at one moment. Python: {@code Server.debug_info} and {@code
 * number_of_objects}.
 *
 * @param address where it listens
 * @param clients how many client processes are connected
 * @param calls how many calls have ended since its start
 * @param failedCalls how many of these ended with an exception
 * @param waitingCalls how many calls wait or run now
 * @param callTime the time of all ended calls together, from the request's arrival to its reply
 * @param objects what it holds, in the order of their making
 */
public record ManagerSnapshot(
    SocketAddress address,
    int clients,
    long calls,
    long failedCalls,
    int waitingCalls,
    Duration callTime,
    List<SharedObjectInfo> objects)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1L;

  public ManagerSnapshot {
    objects = List.copyOf(objects);
  }

  /**
   * One shared object.
   *
   * @param id its number in its server
   * @param typeId the name of its type
   * @param name the name under which it was asked for, or an empty text
   * @param references how many references of clients and of other shared objects there are
   */
  public record SharedObjectInfo(long id, String typeId, String name, int references) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;
  }
}
