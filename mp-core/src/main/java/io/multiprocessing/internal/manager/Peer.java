package io.multiprocessing.internal.manager;

/** What a {@link Caller}'s session tells of the client process behind it, where there is one. */
interface Peer {

  /** The client's process id. */
  long pid();

  /** Whether the client has ended or its connection is lost, so that it can't be told anything. */
  boolean isGone();

  /** The process id behind a session; 0 if it isn't known. */
  static long pidOf(Object session) {
    return session instanceof Peer peer ? peer.pid() : 0;
  }

  static boolean isGone(Object session) {
    return session instanceof Peer peer && peer.isGone();
  }
}
