package io.waystone.translator.input;

import java.util.List;

/** An object that says where requests or connections go. */
public sealed interface RouteObject extends MeshObject permits HttpRoute, TcpRoute {

  /** What it is for. */
  List<ParentRef> parents();
}
