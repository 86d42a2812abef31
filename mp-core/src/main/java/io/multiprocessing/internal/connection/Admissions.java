package io.multiprocessing.internal.connection;

import io.multiprocessing.api.AuthenticationException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How handshakes ended, in that order, until somebody asks. Of refusals only the last {@value #MAX_REFUSALS} are kept,
 * so that hostile peers fill no memory. Safe for use by several threads.
 */
final class Admissions implements Reception {

  private static final int MAX_REFUSALS = 64;

  private final int room;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Outcome> outcomes = new ArrayDeque<>(); // guarded by lock
  private int admitted; // guarded by lock
  private int refused; // guarded by lock
  private boolean closed; // guarded by lock

  /** Exactly one of the two is not null. */
  private record Outcome(@Nullable Accepted accepted, @Nullable String refusal) {}

  /** @param room how many clients may wait here */
  Admissions(int room) {
    this.room = room;
  }

  @Override
  public boolean hasRoom() {
    lock.lock();
    try {
      return admitted < room;
    } finally {
      lock.unlock();
    }
  }

  /** Handshakes that were under way when it filled are let in all the same. */
  @Override
  public boolean admit(Accepted client) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      outcomes.add(new Outcome(client, null));
      admitted++;
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refuse(String reason) {
    lock.lock();
    try {
      if (refused == MAX_REFUSALS) {
        dropOldestRefusal();
      }
      outcomes.add(new Outcome(null, reason));
      refused++;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private void dropOldestRefusal() {
    for (Iterator<Outcome> i = outcomes.iterator(); i.hasNext(); ) {
      String refusal = i.next().refusal();
      if (refusal != null) {
        i.remove();
        refused--;
        log().debug("nobody has asked for it, so a refusal is forgotten: {}", refusal);
        return;
      }
    }
  }

  /**
   * Waits for the next outcome; see {@link Acceptor#accept}.
   *
   * @param onRoom runs if it had been full
   */
  Accepted take(Runnable onRoom) throws IOException {
    Outcome outcome;
    boolean wasFull;
    Turns.take(lock);
    try {
      while (!closed && outcomes.isEmpty()) {
        awaitArrival();
      }
      if (closed) {
        throw new IOException("the listener is closed");
      }
      outcome = outcomes.remove();
      wasFull = admitted >= room;
      if (outcome.accepted() != null) {
        admitted--;
      } else {
        refused--;
      }
    } finally {
      lock.unlock();
    }
    if (wasFull) {
      onRoom.run();
    }
    if (outcome.accepted() == null) {
      throw new AuthenticationException(outcome.refusal());
    }
    return outcome.accepted();
  }

  private void awaitArrival() throws InterruptedIOException {
    try {
      arrived.await();
    } catch (InterruptedException e) {
      throw Turns.interrupted();
    }
  }

  /** Ends all waits, and gives back the clients that nobody has taken. */
  @Override
  public List<Accepted> close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
      List<Accepted> left = new ArrayList<>();
      for (Outcome outcome : outcomes) {
        if (outcome.accepted() != null) {
          left.add(outcome.accepted());
        }
      }
      outcomes.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Found when it is needed: to start the logging of a new process takes longer than to start serving. */
  private static Logger log() {
    return LoggerFactory.getLogger(Admissions.class);
  }
}
