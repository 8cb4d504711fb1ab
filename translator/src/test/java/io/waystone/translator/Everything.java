package io.waystone.translator;

import io.waystone.api.authorization.Authorization;
import io.waystone.api.workload.Address;
import io.waystone.translator.envoy.Dialect;
import io.waystone.translator.envoy.Resource;
import io.waystone.translator.envoy.ResourceId;
import io.waystone.translator.envoy.ViewKey;
import io.waystone.translator.input.Diagnostic;
import io.waystone.translator.input.MeshObject;
import io.waystone.translator.input.ObjectRef;
import io.waystone.translator.mesh.Condition;
import io.waystone.translator.mesh.Mesh;
import io.waystone.translator.mesh.Mode;
import io.waystone.translator.mesh.Outcome;
import io.waystone.translator.ztunnel.Named;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that a translator says of its objects. */
record Everything(
    SortedMap<ViewKey, SortedMap<ResourceId, Resource>> views,
    SortedMap<String, Outcome<Named<Address>>> addresses,
    SortedMap<String, Outcome<Named<Authorization>>> authorizations,
    SortedMap<ObjectRef, List<Condition>> conditions,
    List<Diagnostic> diagnostics) {

  /** What it says now, of the standard views and of these. */
  static Everything of(Translator translator, Set<ViewKey> wanted) {
    SortedMap<ViewKey, SortedMap<ResourceId, Resource>> views = new TreeMap<>();
    TreeSet<ViewKey> keys = new TreeSet<>(wanted);
    translator.waypoints().keySet().forEach(key -> keys.add(new ViewKey(key, Dialect.STANDARD)));
    for (ViewKey view : keys) {
      SortedMap<ResourceId, Resource> byId = new TreeMap<>();
      translator.resources(view).forEach(resource -> byId.put(resource.id(), resource));
      if (!byId.isEmpty()) {
        views.put(view, byId);
      }
    }
    return new Everything(
        views,
        translator.addresses(),
        translator.authorizations(),
        translator.conditions(),
        translator.diagnostics());
  }

  /** What a new translator says of these objects, given in their order. */
  static Everything fresh(Collection<MeshObject> objects, Set<ViewKey> wanted) {
    return fresh(Mode.ALONE, objects, wanted);
  }

  /** The same in a mode. */
  static Everything fresh(Mode mode, Collection<MeshObject> objects, Set<ViewKey> wanted) {
    Translator translator = new Translator(Mesh.DEFAULT, mode);
    Translator.Edit edit = translator.edit();
    objects.forEach(edit::set);
    wanted.forEach(edit::want);
    edit.apply();
    return of(translator, wanted);
  }
}
