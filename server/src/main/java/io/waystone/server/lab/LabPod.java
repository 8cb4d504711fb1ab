package io.waystone.server.lab;

import java.net.InetAddress;

/**
 * A pod that speaks HBONE: a name for the logs, the address on which it takes tunnels (port 15008)
 * and to which it connects for them, and its certificate.
 */
public record LabPod(String name, InetAddress address, Credential credential) {}
