package io.multiprocessing.spring.manager;

/** What an application is to one of its managers. */
public enum ManagerRole {
  /** It has a process of its own for the objects, or holds them itself where no processes are made. */
  LOCAL,
  /** It serves the objects to others. */
  SERVER,
  /** It uses objects that another process holds. */
  CLIENT
}
