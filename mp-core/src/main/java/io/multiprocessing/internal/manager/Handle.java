package io.multiprocessing.internal.manager;

import java.io.Serial;
import java.io.Serializable;
import java.net.SocketAddress;
import java.util.UUID;

/**
 * A proxy on its way: all but the key. Where it is decoded it becomes a proxy again, through {@code Proxies.of}. Python:
 * {@code Token} and {@code RebuildProxy}.
 *
 * @param serverId tells a server from the one that had the address before it
 * @param address where the server listens
 * @param objectId the object's number there
 * @param typeId the name of its type
 * @param type the name of the interface of its proxies
 */
record Handle(UUID serverId, SocketAddress address, long objectId, String typeId, String type) implements Serializable {

  @Serial private static final long serialVersionUID = 1L;
}
