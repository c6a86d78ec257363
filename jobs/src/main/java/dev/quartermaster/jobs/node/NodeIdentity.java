package dev.quartermaster.jobs.node;

import java.util.UUID;

/**
 * One life of one node.
 *
 * @param name unique among the nodes that are up, {@value #LONGEST_NAME} characters at most
 * @param incarnation new at each start, and when the node was found dead and comes back; its first
 *     half is the process's and stays
 */
public record NodeIdentity(String name, UUID incarnation) {

  public static final int LONGEST_NAME = 40;

  public NodeIdentity {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "node name '%s' has %d characters; it has 1 to %d"
              .formatted(name, name.length(), LONGEST_NAME));
    }
  }

  public static NodeIdentity of(String name) {
    return new NodeIdentity(name, UUID.randomUUID());
  }

  /** The next life of the same process. */
  NodeIdentity again() {
    return new NodeIdentity(
        name,
        new UUID(
            incarnation.getMostSignificantBits(), UUID.randomUUID().getLeastSignificantBits()));
  }

  /**
   * What the database shows its sessions as: by this a dead node's sessions are found and ended. It
   * names the process, not only the node: a node that is started anew while its old life is being
   * buried keeps its sessions.
   */
  public String sessionName() {
    return "qm/%s/%08x".formatted(name, (int) (incarnation.getMostSignificantBits() >>> 32));
  }
}
